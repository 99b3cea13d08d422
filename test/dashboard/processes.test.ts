import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

describe("the list of processes", () => {
  it("says what a process is while there is none, makes one by its name, and goes to its page", async () => {
    const page = await dashboard.open("/");
    await page.getByRole("heading", { name: "No processes yet" }).waitFor();
    await page.getByRole("button", { name: "New process" }).first().click();
    const dialog = page.getByRole("dialog", { name: "New process" });
    await dialog.getByRole("button", { name: "Create" }).click();
    await dialog.getByText("Enter a name.").waitFor();
    await dialog.getByLabel("Name").fill("Autumn calls");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Autumn calls", level: 1 }).waitFor();
    await page.getByRole("button", { name: "Advanced Settings" }).waitFor();
    await page.close();
  });

  it("tells how many leads and callbacks each has, and follows what happens, live", async () => {
    const { id } = await project.process({ name: "नवंबर अभियान".repeat(8) });
    const page = await dashboard.open("/");
    const row = page.getByRole("row", { name: /नवंबर/ });
    await row.getByText("none").waitFor();
    await row.getByText("never").waitFor();
    const { url } = (await project.api.post("/api/v1/inspectors")).json;
    await project.callbacks(id, [{ url }]);
    const lead = await project.lead(id);
    await project.report(lead._id);
    await row.getByRole("link", { name: "1 lead" }).waitFor();
    await row.getByText("1 Healthy").or(row.getByText("Healthy")).waitFor();
    await row.getByText("never").waitFor({ state: "detached" });
    await page.close();
  });

  it("searches by name and narrows by status, in the URL", async () => {
    const page = await dashboard.open("/");
    await page.getByRole("link", { name: "Autumn calls" }).waitFor();
    await page.getByLabel("Search by name").fill("नवंबर");
    await page.waitForURL(/[?&]q=/);
    await page.getByRole("link", { name: "Autumn calls" }).waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("link", { name: /नवंबर/ }).waitFor();
    await page.getByLabel("Status").selectOption("archived");
    await page.getByRole("heading", { name: "No process is like this" }).waitFor();
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByRole("link", { name: "Autumn calls" }).waitFor();
    await page.close();
  });

  it("renames, pauses, duplicates and archives from a row", async () => {
    const page = await dashboard.open("/");
    const act = async (name: string, action: string) => {
      await page.getByRole("button", { name: `Actions for ${name}`, exact: true }).click();
      await page
        .getByRole("menu", { name: `Actions for ${name}`, exact: true })
        .getByText(action)
        .click();
    };
    await act("Autumn calls", "Rename");
    const dialog = page.getByRole("dialog", { name: "Rename process" });
    await dialog.getByLabel("Name").fill("Winter calls");
    await dialog.getByRole("button", { name: "Rename" }).click();
    await act("Winter calls", "Duplicate");
    await page.getByRole("link", { name: "Winter calls (copy)" }).waitFor();
    await act("Winter calls", "Pause");
    const row = page
      .getByRole("row")
      .filter({ has: page.getByRole("link", { name: "Winter calls", exact: true }) });
    await row.getByText("Paused").waitFor();
    await act("Winter calls (copy)", "Archive");
    await page.getByRole("dialog").getByRole("button", { name: "Archive" }).click();
    await page.getByRole("link", { name: "Winter calls (copy)" }).waitFor({ state: "detached" });
    await page.close();
  });

  it("shows an archived process to be read, and takes it out of the archive", async () => {
    const page = await dashboard.open("/?status=archived");
    await page.getByRole("link", { name: "Winter calls (copy)" }).click();
    await page.getByText("This process is archived.").waitFor();
    expect(await page.getByRole("button", { name: "Save" }).count()).toBe(0);
    await page.getByRole("button", { name: "Take out of the archive" }).click();
    await page.getByRole("button", { name: "Save" }).waitFor();
    await page.close();
  });

  it.each(schemes)("has nothing that axe finds in the %s theme, wide or narrow", async (colorScheme) => {
    for (const width of Object.values(widths)) {
      const page = await dashboard.open("/");
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      await page.getByRole("button", { name: "Actions for Winter calls", exact: true }).waitFor();
      expect(await accessibilityFindings(page)).toEqual([]);
      expect(await scrollsSideways(page)).toBe(false);
      await page.close();
    }
  });

  it("caused no console error and asked nobody else", () => {
    expect(dashboard.faults).toEqual([]);
  });
});
