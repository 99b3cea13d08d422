import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Receiver, type Answer as Reply, startReceiver } from "../fakes/receiver.ts";
import type { Fields } from "../support/api.ts";
import type { TestProject } from "../support/project.ts";
import {
  accessibilityFindings,
  schemes,
  scrollsSideways,
  startDashboard,
  type TestDashboard,
  widths,
} from "./dashboard.ts";

const longName = "श्रीमती अनुराधा वेंकटरामन कृष्णमूर्ति सुब्रह्मण्यम अय्यर";
const longPath = `/api/${"lead-callback/".repeat(140)}`;

/** For axe on four pages while the machine does other things, ms. */
const slow = 90_000;

let dashboard: TestDashboard;
let project: TestProject;
let receiver: Receiver;
let process: Fields;
let callback: Fields;
let reply: Reply = {};
beforeAll(async () => {
  receiver = await startReceiver({ answer: () => reply });
  // Two attempts, so that what fails has soon failed for good.
  dashboard = await startDashboard({ env: { RETRY_SCHEDULE: "1ms" } });
  project = await dashboard.server.project();
  process = await project.process({ name: "Autumn calls" });
  const [made] = await project.callbacks(process.id, [
    { url: receiver.url + longPath, auth: { type: "header", key: "X-API-Key", value: "a-secret-of-3f9a" } },
  ]);
  if (made !== undefined) callback = made;
}, 120_000);
afterAll(async () => {
  await dashboard.stop();
  await receiver.close();
});

/** Reports a call of a new lead and waits until its delivery is as it is to be. */
async function owed(name: string, answer: Reply, status: string): Promise<Fields> {
  reply = answer;
  const lead = await project.lead(process.id, { name });
  await project.report(lead._id, { disposition: "Interested" });
  return vi.waitFor(
    async () => {
      const found = await latest(lead._id);
      if (found?.status !== status) throw new Error(`the delivery is ${found?.status}`);
      return found;
    },
    { timeout: 10_000, interval: 50 },
  );
}
const latest = async (leadId: string): Promise<Fields | undefined> =>
  (await project.api.get(`/api/v1/deliveries?leadId=${leadId}`)).json.data[0];

const row = (page: Page, text: string) => page.getByRole("row").filter({ hasText: text });
const panel = (page: Page) => page.getByRole("complementary", { name: "Delivery in full" });

describe("deliveries", () => {
  it("says what they are while there are none, and shows the first one by itself", async () => {
    const page = await dashboard.open("/deliveries");
    await page.getByRole("heading", { name: "Nothing was owed to a callback in this time" }).waitFor();
    await page.getByText("Live", { exact: true }).waitFor();
    await owed("Asha Verma", {}, "delivered");
    await row(page, "Asha Verma · call completed → Interested").getByText("Delivered").waitFor();
    await page.close();
  });

  it("counts what is new above what is read, and lets it in when asked", async () => {
    const page = await dashboard.open("/deliveries");
    await row(page, "Asha Verma").waitFor();
    await owed("Vikram Rao", {}, "delivered");
    const fresh = page.getByRole("button", { name: "1 new" });
    await fresh.waitFor();
    expect(await row(page, "Vikram Rao").count()).toBe(0);
    await fresh.click();
    await row(page, "Vikram Rao").waitFor();
    expect(await page.getByRole("row").nth(1).textContent()).toContain("Vikram Rao");
    await page.close();
  });

  it("tells what a failed one answered and what to do, with the secret masked, and resends it", async () => {
    const failed = await owed(
      longName,
      { status: 405, headers: { allow: "GET" }, body: '{"no":"post"}' },
      "failed",
    );
    const page = await dashboard.open(`/deliveries?delivery=${failed.id}`);
    const shown = panel(page);
    await shown.getByText("The endpoint must accept POST at this path. It allows GET.").waitFor();
    await shown.getByText("x-api-key: ••••3f9a").waitFor();
    expect(await shown.textContent()).not.toContain("a-secret-of");
    await shown.getByRole("tab", { name: "Response" }).click();
    await shown.getByText('"no"').waitFor();
    await shown.getByRole("link", { name: "More on 405" }).waitFor();
    reply = {};
    await shown.getByRole("button", { name: "Resend" }).click();
    await shown.getByText("Delivered", { exact: true }).waitFor();
    await shown.getByText("200 OK in").waitFor();
    await row(page, longName).getByText("Delivered").waitFor();
    await page.close();
  });

  it("is walked by keyboard alone", async () => {
    const page = await dashboard.open("/deliveries");
    const rows = page.locator("[data-row]");
    await rows.nth(2).waitFor();
    const ids = await rows.evaluateAll((links) => links.map((link) => link.getAttribute("data-row")));
    const focused = () => page.evaluate<string>("document.activeElement.getAttribute('data-row')");
    await page.keyboard.press("j");
    expect(await focused()).toBe(ids[0]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    expect(await focused()).toBe(ids[1]);
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/deliveries?delivery=${ids[1]}`);
    await panel(page).getByRole("heading", { name: "Delivery" }).waitFor();
    await page.keyboard.press("j");
    await page.waitForURL(`**/deliveries?delivery=${ids[2]}`);
    await page.keyboard.press("Escape");
    await panel(page).waitFor({ state: "detached" });
    expect(await focused()).toBe(ids[2]);
    await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
    await page.getByRole("switch", { name: "Single-key shortcuts" }).click();
    await page.keyboard.press("Escape");
    await rows.first().focus();
    await page.keyboard.press("j");
    expect(await focused()).toBe(ids[0]);
    await page.evaluate("localStorage.removeItem('ringback-single-keys')");
    await page.close();
  });

  it("keeps its filters in the URL, and takes them from there", async () => {
    await owed("Meera Nair", { status: 503 }, "failed");
    const page = await dashboard.open("/deliveries");
    await row(page, "Meera Nair").waitFor();
    await page.getByRole("button", { name: "Status", exact: true }).click();
    await page.getByRole("option", { name: "Failed" }).click();
    await page.keyboard.press("Escape");
    await row(page, "Asha Verma").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Answer", exact: true }).click();
    await page.keyboard.type("503");
    await page.getByRole("option", { name: "503 Service Unavailable" }).first().click();
    await page.waitForURL("**/deliveries?status=failed&statusCode=503");
    await page.reload();
    await row(page, "Meera Nair").waitFor();
    expect(await page.getByRole("row").count()).toBe(2);
    await page.getByRole("searchbox").fill("nobody");
    await page.getByRole("heading", { name: "No delivery matches these filters" }).waitFor();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await row(page, "Asha Verma").waitFor();
    await page.close();
  });

  it("recovers what has failed: says how many before, and how far it is after", async () => {
    const page = await dashboard.open(`/deliveries?callbackId=${callback.id}`);
    await row(page, "Meera Nair").getByText("Failed").waitFor();
    reply = {};
    await page.getByRole("button", { name: "Recover…" }).click();
    const dialog = page.getByRole("dialog", { name: "Recover failed deliveries" });
    await dialog.getByText("1 delivery will be sent.").waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Recover" }).click();
    await dialog.getByText("Recovered").waitFor();
    await dialog.getByText("1 of 1").waitFor();
    await dialog.getByText("Close").click();
    await page.getByRole("region", { name: "Recoveries and replays" }).getByText("Recovered").waitFor();
    await row(page, "Meera Nair").getByText("Delivered").waitFor();
    await page.close();
  });

  it("counts what a replay would send of everything", async () => {
    const page = await dashboard.open(`/deliveries?callbackId=${callback.id}`);
    await page.getByRole("button", { name: "Replay…" }).click();
    const dialog = page.getByRole("dialog", { name: "Replay deliveries" });
    await dialog.getByText("Nothing matches").waitFor();
    await dialog.getByLabel("Everything, also what was delivered").check();
    await dialog.getByText("4 deliveries will be sent.").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.close();
  });

  it.each(schemes)(
    "holds up in the %s theme: nothing for axe, nothing sideways",
    async (scheme) => {
      const failed = await owed("Sana Qureshi", { status: 410, body: "gone" }, "failed");
      await project.api.post(`/api/v1/callbacks/${callback.id}/resume`, { pending: "send" });
      for (const width of Object.values(widths)) {
        const page = await dashboard.open("/deliveries");
        await page.emulateMedia({ colorScheme: scheme });
        await page.setViewportSize({ width, height: 800 });
        await row(page, "Sana Qureshi").first().waitFor();
        await page.getByRole("button", { name: "Show figures" }).click();
        expect(await accessibilityFindings(page)).toEqual([]);
        expect(await scrollsSideways(page)).toBe(false);
        await page.goto(`${dashboard.server.url}/deliveries?delivery=${failed.id}`);
        await page.getByRole("button", { name: "Resend" }).waitFor();
        expect(await accessibilityFindings(page)).toEqual([]);
        expect(await scrollsSideways(page)).toBe(false);
        await page.close();
      }
    },
    slow,
  );
});

describe("a callback's health", () => {
  it("shows its figures and hours, pauses, and resumes without sending what waits", async () => {
    const page = await dashboard.open(`/callbacks/${callback.id}`);
    await page.getByRole("heading", { name: "Callback 1", level: 1 }).waitFor();
    await page.getByText("Success, 24 h").waitFor();
    await page.getByRole("button", { name: "Show as a table" }).click();
    await page
      .getByRole("table", { name: "Delivered and failed per hour" })
      .getByRole("row")
      .nth(1)
      .waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("Callback 1 is paused").waitFor();
    const lead = await project.lead(process.id, { name: "Li Wei" });
    await project.report(lead._id);
    await page.getByText("1 waiting.").waitFor();
    await page.getByRole("button", { name: "Resume…" }).click();
    await page.getByLabel("Skip what waits").check();
    await page.getByRole("button", { name: "Resume", exact: true }).click();
    await page.getByText("Callback 1 is paused").waitFor({ state: "detached" });
    expect((await latest(lead._id))?.status).toBe("skipped");
    await page.close();
  });

  it.each(schemes)(
    "holds up in the %s theme: nothing for axe, nothing sideways",
    async (scheme) => {
      for (const width of Object.values(widths)) {
        const page = await dashboard.open(`/callbacks/${callback.id}`);
        await page.emulateMedia({ colorScheme: scheme });
        await page.setViewportSize({ width, height: 800 });
        await page.locator(".recharts-surface").first().waitFor();
        expect(await accessibilityFindings(page)).toEqual([]);
        expect(await scrollsSideways(page)).toBe(false);
        await page.close();
      }
    },
    slow,
  );

  it("caused no console error and asked nobody else", () => {
    expect(dashboard.faults).toEqual([]);
  });
});
