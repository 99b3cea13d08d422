import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../fakes/receiver.ts";
import type { TestProject } from "../support/project.ts";
import {
  accessibilityFindings,
  schemes,
  scrollsSideways,
  startDashboard,
  type TestDashboard,
  widths,
} from "./dashboard.ts";

let dashboard: TestDashboard;
let project: TestProject;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver({
    answer: ({ path }) => (path.includes("refuse") ? { status: 405, headers: { allow: "GET" } } : {}),
  });
  dashboard = await startDashboard();
  project = await dashboard.server.project();
}, 120_000);
afterAll(async () => {
  await dashboard.stop();
  await receiver.close();
});

/** The page of a process that has these callbacks, Advanced Settings open. */
async function openProcess(callbacks: readonly Record<string, unknown>[] = [], name = "Autumn calls") {
  const { id } = await project.process({ name });
  if (callbacks.length > 0) await project.callbacks(id, callbacks);
  const page = await dashboard.open(`/processes/${id}`);
  const section = page.getByRole("button", { name: "Advanced Settings" });
  await section.waitFor();
  if ((await section.getAttribute("aria-expanded")) === "false") await section.click();
  return { page, id };
}

const block = (page: Page, name = "Callback 1"): Locator => page.getByRole("region", { name, exact: true });
const save = (page: Page) => page.getByRole("button", { name: "Save", exact: true }).click();
const settingsOf = async (id: string) =>
  (await project.api.get(`/api/v1/processes/${id}/advanced-settings`)).json.leadUpdateCallbacks;

describe("adding a callback", () => {
  it("works by keyboard alone, and what happens is sent from then on", async () => {
    const { page, id } = await openProcess();
    const { keyboard } = page;
    await page.getByRole("button", { name: "+ Add Callback" }).focus();
    await keyboard.press("Enter");
    await page.waitForFunction("document.activeElement?.id.endsWith('-url')");
    await page.getByRole("button", { name: /^Errors · 1/ }).waitFor();
    await keyboard.type(`${receiver.url}/keyboard`);
    await page.getByText("OK", { exact: true }).waitFor();
    // Inspector, Payload Format, See sample, whitelisting, then Authentication, by its arrow keys.
    for (let presses = 0; presses < 5; presses += 1) await keyboard.press("Tab");
    await keyboard.press("ArrowRight");
    await keyboard.press("Tab");
    await keyboard.type("token-of-the-receiver");
    await keyboard.press("Control+s");
    await page.getByText("Saved", { exact: true }).waitFor();
    const before = receiver.requests.length;
    await project.report((await project.lead(id))._id, { disposition: "Interested" });
    const request = (await receiver.waitFor(before + 1))[before];
    expect(request?.path).toBe("/keyboard");
    expect(request?.headers.authorization).toBe("Bearer token-of-the-receiver");
    await block(page).getByText("Healthy").waitFor();
    await page.close();
  });

  it("names its blocks in order, folds, renames and duplicates them", async () => {
    const { page } = await openProcess();
    for (const name of ["Callback 1", "Callback 2"]) {
      await page.getByRole("button", { name: "+ Add Callback" }).click();
      await block(page, name).waitFor();
    }
    await page.getByRole("button", { name: "Actions for Callback 2" }).click();
    await page.getByRole("menuitem", { name: "Rename" }).click();
    await page.getByLabel("Name of the callback").fill("CRM");
    await page.keyboard.press("Enter");
    await block(page, "CRM").getByLabel("Lead Update URL").fill("https://crm.example.com/x");
    await page.getByRole("button", { name: "Actions for CRM" }).click();
    await page.getByRole("menuitem", { name: "Duplicate" }).click();
    const copy = block(page, "Callback 3");
    expect(await copy.getByLabel("Lead Update URL").inputValue()).toBe("https://crm.example.com/x");
    await copy.getByRole("button", { name: "Callback 3", exact: true }).click();
    await copy.getByText("1 error").waitFor();
    expect(await copy.getByLabel("Lead Update URL").count()).toBe(0);
    await page.close();
  });
});

describe("errors", () => {
  it("are counted in the badge as one types, and it leads to the first", async () => {
    const { page } = await openProcess([
      { url: "https://a.example.com/x" },
      { url: "https://b.example.com/x" },
    ]);
    await page.getByText("OK", { exact: true }).waitFor();
    await block(page).getByLabel("Lead Update URL").fill("ftp://a.example.com/x");
    await page.getByRole("button", { name: /^Errors · 1/ }).waitFor();
    const second = block(page, "Callback 2");
    await second.getByRole("button", { name: "Callback 2", exact: true }).click();
    await second.getByText("Custom Auth Header", { exact: true }).click();
    await page.getByRole("button", { name: /^Errors · 3/ }).waitFor();
    expect(await second.getByText("Enter the Auth Value.").count()).toBe(0);
    await page.getByRole("button", { name: "Advanced Settings" }).click();
    await page.getByRole("button", { name: /^Errors · 3/ }).click();
    const url = block(page).getByLabel("Lead Update URL");
    await url.waitFor();
    await page.waitForFunction("document.activeElement?.id.endsWith('-url')");
    await second.getByText("Enter the Auth Value.").waitFor();
    await page.close();
  });

  it.each([
    ["http://203.0.113.7/x", /is not public/],
    ["http://yourdomain.com/api", /HTTPS is recommended/],
    ["https://user:secret@example.com/", /contains a user name or password/],
    ["https://example.com/#top", /contains a fragment/],
    ["example.com", /beginning with https:\/\//],
  ])("of %s are told at the URL", async (text, message) => {
    const { page } = await openProcess([{ url: "https://a.example.com/x" }]);
    const url = block(page).getByLabel("Lead Update URL");
    await url.fill(text);
    await url.blur();
    await block(page).getByText(message).waitFor();
    await page.close();
  });

  it("say what the operator must set where no source is fixed", async () => {
    const { page } = await openProcess([{ url: "https://a.example.com/x" }]);
    await block(page).getByLabel("Requires source to be whitelisted").check();
    await block(page)
      .getByText(/Ask the operator to set EGRESS_FIXED_PROXY/)
      .waitFor();
    await page.getByRole("button", { name: /^Errors · 1/ }).waitFor();
    await page.close();
  });
});

describe("a stored secret", () => {
  it("is masked, stays when untouched, is asked for again for another server, and can be replaced", async () => {
    const auth = { type: "header", key: "X-API-Key", value: "sk_live_000011113f9a" };
    const { page, id } = await openProcess([{ url: `${receiver.url}/secret`, auth }]);
    const one = block(page);
    await one.getByText("••••••••3f9a").waitFor();
    const url = one.getByLabel("Lead Update URL");
    await url.fill(`${receiver.url}/secret/again`);
    await save(page);
    await page.getByText("Saved", { exact: true }).waitFor();
    expect((await settingsOf(id))[0]).toMatchObject({ auth: { value: { set: true, last4: "3f9a" } } });
    await url.fill("https://elsewhere.example.com/x");
    await url.blur();
    await one.getByText(/Enter the Auth Value again/).waitFor();
    await url.fill(`${receiver.url}/secret/again`);
    await one.getByRole("button", { name: "Replace Auth Value" }).click();
    await one.getByLabel("Auth Value", { exact: true }).fill("another-value-77xy");
    await save(page);
    await one.getByText("••••••••77xy").waitFor();
    await page.close();
  });

  it("for signing is shown, and rotated with the end of the overlap", async () => {
    const { page } = await openProcess([{ url: "https://a.example.com/x" }]);
    const one = block(page);
    await one.getByRole("button", { name: "Change: Signing, order, send when" }).click();
    await one.getByRole("button", { name: "Show: Signing secret" }).click();
    const shown = one.getByLabel("Signing secret", { exact: true });
    await one.getByText(/^whsec_/).waitFor();
    const first = await shown.textContent();
    await one.getByRole("button", { name: "Rotate…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Rotate" }).click();
    await one.getByText(/signs too until/).waitFor();
    expect(await shown.textContent()).not.toBe(first);
    await page.close();
  });
});

describe("Send test", () => {
  it("sends what stands in the form before it is saved, and shows what came back", async () => {
    const { page, id } = await openProcess();
    await page.getByRole("button", { name: "+ Add Callback" }).click();
    const one = block(page);
    await one.getByLabel("Lead Update URL").fill(`${receiver.url}/unsaved`);
    await one.getByRole("button", { name: "Send test" }).click();
    await one.getByText("200 OK").waitFor();
    await one.getByRole("button", { name: "See what was sent" }).click();
    await one.getByText("webhook-signature:").waitFor();
    await one.getByLabel("Lead Update URL").fill(`${receiver.url}/refuse`);
    await one.getByText("200 OK").waitFor({ state: "detached" });
    await one.getByRole("button", { name: "Send test" }).click();
    await one.getByText("405 Method Not Allowed", { exact: true }).waitFor();
    await one.getByText(/must accept POST/).waitFor();
    expect(await settingsOf(id)).toEqual([]);
    await page.close();
  });

  it("sends a sample that was changed", async () => {
    const { page } = await openProcess([{ url: `${receiver.url}/sample` }]);
    const one = block(page);
    await one.getByRole("button", { name: "Edit the sample" }).click();
    const sample = one.getByLabel("Sample to send, as JSON");
    await sample.fill("[1]");
    await one.getByText(/This is no JSON object/).waitFor();
    await sample.fill('{"mine": true}');
    await one.getByRole("button", { name: "Send test" }).click();
    await one.getByText("200 OK").waitFor();
    expect(receiver.requests.at(-1)?.body).toBe('{"mine":true}');
    await page.close();
  });

  it("fills in a receiver of this server by one click, which takes a test", async () => {
    const { page } = await openProcess();
    await page.getByRole("button", { name: "+ Add Callback" }).click();
    const one = block(page);
    await one.getByRole("button", { name: "Inspector" }).click();
    await page.getByText("OK", { exact: true }).waitFor();
    await one.getByRole("button", { name: "Send test" }).click();
    await one.getByText("200 OK").waitFor();
    await page.close();
  });
});

describe("saving", () => {
  it("shows what someone else saved meanwhile, and puts one's own on top", async () => {
    const { page, id } = await openProcess([{ url: "https://a.example.com/x" }]);
    await block(page).getByLabel("Lead Update URL").fill("https://mine.example.com/x");
    const { revision } = (await project.api.get(`/api/v1/processes/${id}`)).json;
    await project.api.patch(
      `/api/v1/processes/${id}`,
      { description: "Theirs" },
      { "if-match": `"${revision}"` },
    );
    await save(page);
    const dialog = page.getByRole("dialog", { name: "Someone else saved this process first" });
    await dialog.getByRole("row", { name: /Description Theirs/ }).waitFor();
    await dialog.getByRole("button", { name: "Save mine on top" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    const stored = (await project.api.get(`/api/v1/processes/${id}`)).json;
    expect(stored.description).toBe("Theirs");
    expect(stored.advancedSettings.leadUpdateCallbacks).toMatchObject([
      { url: "https://mine.example.com/x" },
    ]);
    await page.close();
  });

  it("is asked for before the page is left", async () => {
    const { page } = await openProcess();
    await page.getByRole("button", { name: "Details" }).click();
    await page.getByLabel("Name").fill("Spring calls");
    await page.getByText("Unsaved changes").waitFor();
    await page.getByRole("link", { name: "Leads", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Leave without saving?" });
    await dialog.getByRole("button", { name: "Stay" }).click();
    expect(await page.getByLabel("Name").inputValue()).toBe("Spring calls");
    await page.getByRole("link", { name: "Leads", exact: true }).click();
    await dialog.getByRole("button", { name: "Leave" }).click();
    await page.getByRole("heading", { name: "Leads", level: 1 }).waitFor();
    await page.close();
  });

  it("is asked for by the browser, too, and only while there are changes", async () => {
    const { page } = await openProcess();
    const reload = async () => {
      const asked = page.waitForEvent("dialog", { timeout: 2_000 }).then(
        async (dialog) => {
          await dialog.accept();
          return dialog.type();
        },
        () => null,
      );
      await page.reload();
      await page.getByRole("button", { name: "Details" }).waitFor();
      return asked;
    };
    expect(await reload()).toBeNull();
    await page.getByRole("button", { name: "Details" }).click();
    await page.getByLabel("Name").fill("Spring calls");
    await page.getByText("Unsaved changes").waitFor();
    expect(await reload()).toBe("beforeunload");
    await page.close();
  });

  it("stores dispositions and states that were added, changed, moved and removed", async () => {
    const { page, id } = await openProcess();
    await page.getByRole("button", { name: "Add a disposition" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Interested");
    await dialog.getByText('"Interested" is there twice').waitFor();
    await dialog.getByLabel("Name").fill("Wants a visit");
    await dialog.getByText("Success", { exact: true }).click();
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("button", { name: /^Edit interested/ }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("warm");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Edit Attempted" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByRole("button", { name: "Edit No Answer" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Move earlier" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
    await save(page);
    await page.getByText("Saved", { exact: true }).waitFor();
    const stored = (await project.api.get(`/api/v1/processes/${id}`)).json;
    const names = ["make_first_call", "schedule_second_call", "warm", "not_interested"];
    expect(stored.states).toEqual(names.map((name) => ({ name })));
    expect(stored.dispositions).toMatchObject([
      { name: "Interested", toState: "warm" },
      { name: "No Answer" },
      { name: "Not Interested" },
      { name: "Call Back Later" },
      { name: "Wants a visit", type: "success" },
    ]);
    await page.close();
  });
});

describe("what waits for a callback", () => {
  it("is named when it is paused, resumed and removed", async () => {
    const { page, id } = await openProcess([{ url: `${receiver.url}/paused` }]);
    const one = block(page);
    await page.getByRole("button", { name: "Actions for Callback 1" }).click();
    await page.getByRole("menuitem", { name: "Pause" }).click();
    await one.getByText(/Callback 1 is paused/).waitFor();
    await project.report((await project.lead(id))._id);
    await one.getByRole("button", { name: "Resume…" }).waitFor();
    await page.getByRole("button", { name: "Actions for Callback 1" }).click();
    await page.getByRole("menuitem", { name: "Remove" }).click();
    const removing = page.getByRole("dialog", { name: "Remove Callback 1?" });
    await removing.getByText(/1 update is still undelivered/).waitFor();
    await removing.getByRole("button", { name: "Cancel" }).click();
    const before = receiver.requests.length;
    await one.getByRole("button", { name: "Resume…" }).click();
    await page.getByRole("dialog").getByLabel("Send what waits").check();
    await page.getByRole("dialog").getByRole("button", { name: "Resume" }).click();
    await receiver.waitFor(before + 1);
    await one.getByText(/Callback 1 is paused/).waitFor({ state: "detached" });
    await page.close();
  });
});

describe("the page as a whole", () => {
  it.each(schemes.flatMap((scheme) => Object.values(widths).map((width) => [scheme, width] as const)))(
    "has nothing that axe finds in the %s theme, %s px wide",
    async (colorScheme, width) => {
      const { page } = await openProcess(
        [{ url: `http://a.example.com/${"x".repeat(1_900)}` }, { url: "https://b.example.com/x" }],
        "दीपावली अभियान ".repeat(7).trim(),
      );
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      await page.getByRole("button", { name: "Details" }).click();
      const one = block(page);
      await one.getByRole("button", { name: "Change: Signing, order, send when" }).click();
      await one.getByRole("button", { name: "See sample" }).click();
      await one.getByText('"action_type"').waitFor();
      await one.getByText("Custom Auth Header", { exact: true }).click();
      await page.getByRole("button", { name: /^Errors/ }).click();
      await one.getByText("Enter the Auth Value.").waitFor();
      expect(await accessibilityFindings(page)).toEqual([]);
      expect(await scrollsSideways(page)).toBe(false);
      await page.getByRole("button", { name: /^Edit Interested/ }).click();
      await page.getByRole("dialog").getByLabel("Name").waitFor();
      expect(await accessibilityFindings(page)).toEqual([]);
      await page.close();
    },
    40_000,
  );

  it("caused no console error and asked nobody else", () => {
    expect(dashboard.faults).toEqual([]);
  });
});
