import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFindings, schemes, startDashboard, type TestDashboard, widths } from "./dashboard.ts";

let dashboard: TestDashboard;
beforeAll(async () => {
  dashboard = await startDashboard();
  await (await dashboard.server.project()).process({ name: "Autumn calls" });
}, 120_000);
afterAll(async () => {
  await dashboard.stop();
});

describe("the frame of the dashboard", () => {
  it("shows the processes at /, and goes where the rail says", async () => {
    const page = await dashboard.open("/");
    await page.getByRole("heading", { name: "Processes" }).waitFor();
    for (const name of ["Leads", "Deliveries", "Inspector", "Help", "Settings", "Processes"]) {
      await page.getByRole("link", { name, exact: true }).click();
      await page.getByRole("heading", { name, level: 1 }).waitFor();
    }
    await page.close();
  });

  it("has the rail in a drawer where the window is narrow", async () => {
    const page = await dashboard.open("/");
    await page.setViewportSize({ width: widths.narrow, height: 800 });
    await page.getByRole("button", { name: "Open navigation" }).click();
    await page.getByRole("dialog").getByRole("link", { name: "Help" }).click();
    await page.getByRole("heading", { name: "Help", level: 1 }).waitFor();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.close();
  });

  it("opens the palette by Ctrl-K, which goes to a process by its name", async () => {
    const page = await dashboard.open("/leads");
    await page.getByRole("heading", { name: "Leads", level: 1 }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Go to a process").fill("autumn");
    await page.getByRole("dialog").getByText("Autumn calls").waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/processes\/[0-9a-f]{24}$/);
    await page.locator("nav [data-active]").filter({ hasText: "Processes" }).waitFor();
    await page.close();
  });

  it("has the palette's first match selected also when its answer came after the typing", async () => {
    const page = await dashboard.open("/help");
    const typed = Promise.withResolvers<void>();
    await page.route(/\/api\/v1\/processes(\?|$)/, async (route) => {
      await typed.promise;
      await route.continue();
    });
    await page.reload();
    await page.getByRole("heading", { name: "Help", level: 1 }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Go to a process").fill("autumn");
    await page.getByRole("dialog").getByText("Loading").waitFor();
    typed.resolve();
    await page.locator("[data-selected]").filter({ hasText: "Autumn calls" }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/processes\/[0-9a-f]{24}$/);
    await page.close();
  });

  it.each(schemes)("keeps a %s theme that was chosen, from the first paint on", async (scheme) => {
    const page = await dashboard.open("/");
    await page.evaluate(`localStorage.setItem("mantine-color-scheme-value", "${scheme}")`);
    await page.reload({ waitUntil: "commit" });
    await page.waitForSelector("#root", { state: "attached" });
    expect(await page.evaluate("document.documentElement.dataset.mantineColorScheme")).toBe(scheme);
    await page.getByRole("heading", { name: "Processes" }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.evaluate("localStorage.clear()");
    await page.close();
  });

  it("sends those who are not signed in to sign in, and back to where they were going", async () => {
    const stranger = await startDashboard({ signedIn: false });
    const page = await stranger.open("/deliveries?status=failed");
    await page.getByRole("heading", { name: "Sign in to Ringback" }).waitFor();
    await page.getByLabel("Email").fill("nobody@example.com");
    await page.getByLabel("Password", { exact: true }).fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Email or password is wrong").waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    expect(stranger.faults).toEqual([]);
    await stranger.stop();
  });

  it("caused no console error and asked nobody else", () => {
    expect(dashboard.faults).toEqual([]);
  });
});
