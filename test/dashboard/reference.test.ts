import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startDashboard, type TestDashboard } from "./dashboard.ts";

let dashboard: TestDashboard;
let page: Page;
beforeAll(async () => {
  dashboard = await startDashboard({ signedIn: false });
  page = await dashboard.open("/docs");
}, 120_000);
afterAll(() => dashboard.stop());

const shown = (): Promise<string[]> => page.locator("nav li:visible").allTextContents();

it("finds routes by what they are called and by their paths, from the keyboard", async () => {
  const all = (await shown()).length;
  expect(all).toBeGreaterThan(50);
  await page.keyboard.press("/");
  await page.keyboard.type("post resend");
  expect(await shown()).toEqual(["POST Resend a delivery"]);
  await page.getByRole("status").getByText("1 route").waitFor();
  expect(await page.locator("main article:visible h3").allTextContents()).toEqual(["Resend a delivery"]);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect(new URL(page.url()).hash).toBe("#postDeliveriesByIdResend");
  await page.getByRole("searchbox").press("Escape");
  expect((await shown()).length).toBe(all);
});

it("leads to a schema, also to one that the search has hidden", async () => {
  await page.getByRole("searchbox").fill("create a lead");
  await page.locator("main").getByRole("link", { name: "NewLead", exact: true }).first().click();
  await page.locator("#schema-NewLead:visible").waitFor();
  expect(await page.getByRole("searchbox").inputValue()).toBe("");
});

it("copies a curl command that the API takes", async () => {
  await dashboard.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy: Count leads with curl" }).click();
  const copied = await page.evaluate<string>("navigator.clipboard.readText()");
  expect(copied).toMatch(
    /^curl http:\/\/\S+\/api\/v1\/leads\/counts \\\n {2}-H "Authorization: Bearer \$TOKEN"$/,
  );
  await page.getByRole("button", { name: "Copy: Count leads with curl" }).getByText("Copied").waitFor();
});

it("asks nothing of anyone else, and breaks no policy", () => {
  expect(dashboard.faults).toEqual([]);
});
