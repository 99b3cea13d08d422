import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../fakes/receiver.ts";
import type { TestProject } from "../support/project.ts";
import { startDashboard, type TestDashboard } from "./dashboard.ts";

let dashboard: TestDashboard;
let project: TestProject;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  dashboard = await startDashboard();
  project = await dashboard.server.project();
}, 120_000);
afterAll(async () => {
  await dashboard.stop();
  await receiver.close();
});

/** What has the focus, as assistive technology names it, and whether that can be seen. */
interface Focused {
  name: string;
  visible: boolean;
}

// A radio's own box is hidden; its label shows the focus for it.
const describeFocus = `(() => {
  const one = document.activeElement;
  if (one === null || one === document.body) return { name: "", visible: false };
  const box = one.getBoundingClientRect();
  const labels = [...(one.labels ?? [])].map((label) => label.textContent);
  const named = (one.getAttribute("aria-labelledby") ?? "").split(" ")
    .map((id) => document.getElementById(id)?.textContent ?? "").join(" ").trim();
  const shown = one.type === "radio" || one.type === "checkbox" ? one.closest("label") ?? one : one;
  // The link of a row has its outline around the row.
  const outlined = [null, "::after"].some((part) => getComputedStyle(shown, part).outlineStyle !== "none");
  const seen = outlined || getComputedStyle(shown).boxShadow !== "none" || one.matches("input, textarea, select, .mantine-Input-input, [role=menuitem]");
  return {
    name: one.getAttribute("aria-label") || named || labels.join(" ") || one.textContent.trim(),
    visible: seen && box.bottom > 0 && box.top < innerHeight,
  };
})()`;

const focus = (page: Page): Promise<Focused> => page.evaluate<Focused>(describeFocus);

/** Presses Tab until something of this name has the focus, which must always be somewhere that can be seen. */
async function tabTo(page: Page, name: string | RegExp, key = "Tab"): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press(key);
    const now = await focus(page);
    expect(now, `after ${presses + 1} × ${key} on the way to ${name}`).toEqual({ ...now, visible: true });
    if (typeof name === "string" ? now.name === name : name.test(now.name)) return;
  }
  throw new Error(`${name} was not reached`);
}

/** Until the focus came to something of this name by itself. */
const focusComesTo = (page: Page, name: string | RegExp) =>
  expect.poll(async () => (await focus(page)).name, { timeout: 15_000 }).toMatch(name);

describe("by the keyboard alone", () => {
  it("adds, fills, tests and saves a callback", { timeout: 120_000 }, async () => {
    const { id } = await project.process({ name: "OutReach Plan (hinglish)" });
    const page = await dashboard.open("/");
    const { keyboard } = page;
    await page.getByRole("link", { name: "OutReach Plan (hinglish)" }).waitFor();
    await tabTo(page, "OutReach Plan (hinglish)");
    await keyboard.press("Enter");
    await page.getByRole("button", { name: "Advanced Settings" }).waitFor();
    await tabTo(page, "Advanced Settings");
    await keyboard.press("Space");
    await tabTo(page, "+ Add Callback");
    await keyboard.press("Enter");
    await focusComesTo(page, "Lead Update URL");
    await keyboard.type(`${receiver.url}/by-keyboard`);
    await tabTo(page, /^Payload Format/);
    await keyboard.press("Enter");
    await page.getByRole("option").first().waitFor();
    await keyboard.press("ArrowDown");
    await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    await page.getByText("The same, and the lead with all its fields as it stood then.").waitFor();
    await tabTo(page, "Requires source to be whitelisted");
    await tabTo(page, "None");
    await keyboard.press("ArrowRight");
    await keyboard.press("ArrowRight");
    await tabTo(page, "Auth Key");
    await keyboard.type("X-API-Key");
    await tabTo(page, "Auth Value");
    await keyboard.type("typed-by-keyboard-1");
    await page.getByText("OK", { exact: true }).waitFor();
    await tabTo(page, "Send test");
    await keyboard.press("Enter");
    await page.getByText("200 OK").waitFor();
    await focusComesTo(page, "Send test");
    await keyboard.press("Control+s");
    await page.getByText("Saved", { exact: true }).waitFor();
    const before = receiver.requests.length;
    await project.report((await project.lead(id))._id);
    const request = (await receiver.waitFor(before + 1, 15_000))[before];
    expect(request?.headers["x-api-key"]).toBe("typed-by-keyboard-1");
    expect(JSON.parse(request?.body ?? "")).toHaveProperty("lead.name", "Asha Verma");

    await page.close();
  });

  it("walks deliveries by j and k, opens by Enter, closes by Escape", { timeout: 90_000 }, async () => {
    const { id } = await project.process({ name: "Autumn calls" });
    await project.callbacks(id, [{ url: receiver.url }]);
    for (const name of ["Neha Joshi", "Meera Nair", "रोहित शर्मा"])
      await project.report((await project.lead(id, { name }))._id);
    const page = await dashboard.open(`/deliveries?processId=${id}`);
    const { keyboard } = page;
    await page.getByRole("link", { name: /Neha Joshi/ }).waitFor();
    await tabTo(page, /^रोहित शर्मा/);
    await keyboard.press("j");
    await focusComesTo(page, /^Meera Nair/);
    await keyboard.press("j");
    await focusComesTo(page, /^Neha Joshi/);
    await keyboard.press("k");
    await focusComesTo(page, /^Meera Nair/);
    await keyboard.press("Enter");
    const panel = page.getByRole("complementary", { name: "Delivery in full" });
    await panel.getByRole("link", { name: "Meera Nair" }).waitFor();
    await focusComesTo(page, /^Delivery$/);
    await keyboard.press("k");
    await panel.getByRole("link", { name: "रोहित शर्मा" }).waitFor();
    await keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    await focusComesTo(page, /^रोहित शर्मा/);
    await page.close();
  });

  it("goes anywhere by Ctrl-K, and gives the focus back when that is closed", {
    timeout: 60_000,
  }, async () => {
    const page = await dashboard.open("/");
    // It may be asked for before its code is there.
    const asked = Promise.withResolvers<void>();
    await page.route("**/Palette-*.js", (route) => asked.promise.then(() => route.continue()));
    await page.goto(new URL("/leads", page.url()).href);
    await page.getByRole("button", { name: "Add lead" }).first().waitFor();
    await tabTo(page, "Add lead");
    await page.keyboard.press("Control+k");
    asked.resolve();
    await focusComesTo(page, "Search and commands");
    await page.keyboard.press("Escape");
    await focusComesTo(page, "Add lead");
    await page.keyboard.press("Control+k");
    await focusComesTo(page, "Search and commands");
    await page.keyboard.type("Inspector");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Inspector", level: 1 }).waitFor();
    await page.close();
  });

  it("has the focus where it was, or at the content, once a dialog is closed", {
    timeout: 90_000,
  }, async () => {
    const { id } = await project.process({ name: "Spring calls" });
    await project.callbacks(id, [{ url: `${receiver.url}/spring` }]);
    const page = await dashboard.open(`/processes/${id}`);
    const section = page.getByRole("button", { name: "Advanced Settings" });
    await section.waitFor();
    if ((await section.getAttribute("aria-expanded")) === "false") await section.click();
    await page.getByRole("button", { name: "Actions for Callback 1" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Remove" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Remove Callback 1?" }).waitFor();
    await focusComesTo(page, "Cancel");
    await page.keyboard.press("Escape");
    await focusComesTo(page, "Actions for Callback 1");
    await page.goto(`${dashboard.server.url}/settings/tokens`);
    await page.getByRole("button", { name: "New token" }).first().focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Adapter");
    await page.keyboard.press("Enter");
    await dialog.getByRole("textbox", { name: /Adapter/ }).waitFor();
    await page.keyboard.press("Escape");
    await focusComesTo(page, "New token");
    await page.getByRole("button", { name: /Adapter/ }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByText("Revoked").waitFor();
    await expect.poll(() => page.evaluate("document.activeElement?.id")).toBe("content");
    await page.close();
  });

  it("caused no console error and asked nobody else", () => {
    expect(dashboard.faults).toEqual([]);
  });
});
