import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { retellCall } from "../fakes/provider-webhooks.ts";
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
beforeAll(async () => {
  dashboard = await startDashboard();
  project = await dashboard.server.project();
}, 120_000);
afterAll(() => dashboard.stop());

/** The page of a process, its section of voice providers open. */
async function openSection(voiceProviders: object = {}) {
  const { id, revision } = await project.process({ name: "Voice calls" });
  await project.api.patch(`/api/v1/processes/${id}`, { voiceProviders }, { "if-match": `"${revision}"` });
  const page: Page = await dashboard.open(`/processes/${id}`);
  const fold = page.getByRole("button", { name: "Voice providers", exact: true });
  await fold.waitFor();
  if ((await fold.getAttribute("aria-expanded")) === "false") await fold.click();
  return { page, id, section: page.getByRole("region", { name: "Voice providers", exact: true }) };
}

describe("voice providers", () => {
  it("are set with the one Save, and try a sample, with nothing that axe finds", async () => {
    const { page, section, id } = await openSection();
    await section.getByText("Retell", { exact: true }).click();
    await section.getByText(`/api/v1/inbound/retell/${id}?token=…`).waitFor();
    await section.getByRole("button", { name: "Make a token" }).click();
    await section.getByText(/token=rb_live_\w{49}/).waitFor();
    await section.getByLabel("API key").fill("key_0123456789abcdef");
    await section.getByLabel("Outcome", { exact: true }).fill("interested");
    await section.getByRole("combobox", { name: "Disposition", exact: true }).click();
    await page.getByRole("option", { name: "Interested", exact: true }).click();
    await section.getByRole("button", { name: "+ Add" }).click();
    const sample = JSON.stringify(retellCall("call_analyzed"));
    await section.getByRole("textbox", { name: "Try a sample" }).fill(sample);
    await section.getByRole("button", { name: "Try it" }).click();
    await section.getByText(/interested decides/).waitFor();
    for (const width of Object.values(widths)) {
      await page.setViewportSize({ width, height: 800 });
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme });
        expect(await accessibilityFindings(page)).toEqual([]);
      }
      expect(await scrollsSideways(page)).toBe(false);
    }
    await page.keyboard.press("Control+s");
    await page.getByText("Saved", { exact: true }).waitFor();
    const { voiceProviders } = (await project.api.get(`/api/v1/processes/${id}`)).json;
    expect(voiceProviders).toMatchObject({
      retell: { secret: { set: true, last4: "cdef" }, outcomes: { interested: "Interested" } },
    });
    await section.getByText("••••••••cdef").waitFor();
    await section.getByRole("button", { name: "Replace" }).click();
    await section.getByLabel("API key").fill("key_that_is_not_to_be");
    await section.getByRole("button", { name: "Keep the stored one" }).click();
    await section.getByText("••••••••cdef").waitFor();
    await page.keyboard.press("Control+s");
    await page.getByText("Everything is saved").first().waitFor();
    await page.close();
  });

  it("have the focus where a Save finds them wrong", async () => {
    const { page, section } = await openSection({ vapi: { outcomes: { successful: "Interested" } } });
    await page.getByRole("button", { name: /^Edit Interested/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("Control+s");
    const wrong = section.getByRole("combobox", { name: "Disposition for successful" });
    await wrong.waitFor();
    const hasFocus = (one: Locator) =>
      expect.poll(() => one.evaluate((node) => node === node.ownerDocument.activeElement)).toBe(true);
    await hasFocus(wrong);
    await section.getByRole("button", { name: "Remove successful" }).click();
    await hasFocus(section.getByLabel("Outcome", { exact: true }));
    await page.close();
  });

  it("caused no console error and asked nobody else", () => {
    expect(dashboard.faults).toEqual([]);
  });
});
