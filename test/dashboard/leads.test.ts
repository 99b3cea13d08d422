import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startReceiver } from "../fakes/receiver.ts";
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

let dashboard: TestDashboard;
let project: TestProject;
let processId: string;
beforeAll(async () => {
  dashboard = await startDashboard();
  project = await dashboard.server.project();
  processId = (await project.process({ name: "Autumn calls" })).id;
}, 120_000);
afterAll(() => dashboard.stop());

describe("leads", () => {
  it("says what leads are while there are none, and adds one by hand", async () => {
    const page = await dashboard.open("/leads");
    await page.getByRole("heading", { name: "No leads yet" }).waitFor();
    await page.getByRole("button", { name: "Add lead" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Add a lead" });
    await dialog.getByLabel("Name").fill("Asha Verma");
    await dialog.getByLabel("Phone").fill("98765 43210");
    await dialog.getByLabel("Reference").fill("AB123456789");
    await dialog.getByRole("button", { name: "Add lead" }).click();
    await page.getByRole("heading", { name: "Asha Verma", level: 1 }).waitFor();
    await page.getByText("+919876543210").waitFor();
    await page.getByText("Nothing has happened yet").waitFor();
    await page.close();
  });

  it("tells of a phone that another lead has, and leads there", async () => {
    const page = await dashboard.open("/leads");
    await page.getByRole("link", { name: "Asha Verma" }).waitFor();
    await page.getByRole("button", { name: "Add lead" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a lead" });
    await dialog.getByLabel("Name").fill("Somebody Else");
    await dialog.getByLabel("Phone").fill("+91 98765 43210");
    await dialog.getByRole("button", { name: "Add lead" }).click();
    await dialog.getByText("A call attempt has already been made to this phone number").waitFor();
    await dialog.getByRole("link", { name: "Open the lead that has it" }).click();
    await page.getByRole("heading", { name: "Asha Verma", level: 1 }).waitFor();
    await page.close();
  });

  it("imports a file: guesses its columns, checks, imports, and tells the rows that it did not take", async () => {
    const page = await dashboard.open("/leads");
    await page.getByRole("button", { name: "Import", exact: true }).click();
    const lines = [
      "Handset,Who,City",
      "98111 22233,Devi Iyer,Chennai",
      "12,Broken,Pune",
      "98765 43210,Twice,",
    ];
    const file = { name: "autumn.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\r\n")) };
    await page.getByRole("button", { name: "Choose a CSV file" }).waitFor();
    await page.locator("input[type=file]").setInputFiles(file);
    await page.getByText("Say which column is the phone or the email.").waitFor();
    const become = async (column: string, field: string) => {
      await page.getByLabel(`What ${column} becomes`).first().click();
      await page.getByRole("option", { name: field, exact: true }).click();
    };
    await become("Handset", "Phone");
    await become("Who", "Name");
    await page.getByLabel("Process", { exact: true }).first().click();
    await page.getByRole("option", { name: "Autumn calls" }).click();
    await page.getByRole("button", { name: "Check", exact: true }).click();
    await page.getByRole("heading", { name: "Checked: this would be imported" }).waitFor();
    const leads = async () => (await project.api.get("/api/v1/leads?q=Devi")).json.data;
    expect(await leads()).toEqual([]);
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await page.getByRole("heading", { name: "Imported", exact: true }).waitFor();
    const refused = page.getByRole("table", { name: "Rows that are not taken" });
    expect(await refused.getByRole("row").count()).toBe(3);
    const link = await page.getByRole("link", { name: "Download them as CSV" }).getAttribute("href");
    const errors = await page.request.get(new URL(link ?? "", page.url()).href);
    expect((await errors.text()).split("\r\n")).toHaveLength(4);
    expect(await leads()).toMatchObject([{ phone: "+919811122233", metadata: { City: "Chennai" } }]);
    await page.getByRole("table", { name: "Recent imports" }).getByText("autumn.csv").waitFor();
    await page.getByRole("link", { name: "Show the leads" }).click();
    await page.getByRole("link", { name: "Devi Iyer" }).waitFor();
    await page.close();
  });

  it("searches, and keeps the search in the URL", async () => {
    for (const name of ["Meera Nair", "रोहित शर्मा"]) await project.lead(processId, { name });
    const page = await dashboard.open("/leads");
    await page.getByRole("link", { name: "Meera Nair" }).waitFor();
    await page.getByPlaceholder("Name, phone, email or reference").fill("रोहित");
    await page.waitForURL(/[?&]q=/);
    await page.getByRole("link", { name: "Meera Nair" }).waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("link", { name: "रोहित शर्मा" }).waitFor();
    expect(await page.getByRole("link", { name: "Meera Nair" }).count()).toBe(0);
    await page.getByPlaceholder("Name, phone, email or reference").fill("nobody at all");
    await page.getByRole("heading", { name: "No lead matches" }).waitFor();
    await page.close();
  });

  it("shows an activity with the deliveries that it caused, live, as it is reported", async () => {
    const { url } = (await project.api.post("/api/v1/inspectors")).json;
    await project.callbacks(processId, [{ url }]);
    const lead = await project.lead(processId, { name: "Vikram Rao" });
    const page = await dashboard.open(`/leads/${lead._id}`);
    await page.getByText("Nothing has happened yet").waitFor();
    await project.report(lead._id, { disposition: "Interested", summary: "Wants a demo" });
    const entry = page.getByRole("listitem").filter({ hasText: "Call completed" });
    await entry.getByText("Wants a demo").waitFor();
    await entry.getByText("make_first_call → interested").waitFor();
    await entry.getByRole("link", { name: "Callback 1 Delivered" }).waitFor();
    await page.getByRole("button", { name: "Report activity" }).click();
    const dialog = page.getByRole("dialog", { name: "Report an activity" });
    await dialog.getByText("Note", { exact: true }).click();
    await dialog.getByLabel("Summary").fill("Call after six");
    await dialog.getByRole("button", { name: "Report", exact: true }).click();
    // The field that it was typed into says it, too.
    await page.getByRole("listitem").filter({ hasText: "Call after six" }).waitFor();
    await page.close();
  });

  it("shows what was committed before its stream of events began", async () => {
    const lead = await project.lead(processId, { name: "Anil Gupta" });
    const page = await dashboard.context.newPage();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    await page.route(/\/api\/v1\/events/, async (route) => {
      await begun;
      await route.continue();
    });
    await page.goto(`${dashboard.server.url}/leads/${lead._id}`);
    await page.getByText("Nothing has happened yet").waitFor();
    await project.report(lead._id, { summary: "Sooner than the stream" });
    begin();
    await page.getByRole("listitem").filter({ hasText: "Sooner than the stream" }).waitFor();
    await page.close();
  });

  it.each(schemes)(
    "axe finds nothing on either page in %s, and neither scrolls sideways at 360 px",
    async (scheme) => {
      const [row] = (await project.api.get("/api/v1/leads?q=Vikram")).json.data;
      for (const path of ["/leads", `/leads/${row?._id}`]) {
        const page = await dashboard.open(path);
        await page.emulateMedia({ colorScheme: scheme });
        await page.getByText("Vikram Rao").first().waitFor();
        expect(await accessibilityFindings(page)).toEqual([]);
        await page.setViewportSize({ width: widths.narrow, height: 800 });
        expect(await scrollsSideways(page)).toBe(false);
        expect(await accessibilityFindings(page)).toEqual([]);
        await page.close();
      }
    },
  );
});

describe("the inspector", () => {
  it("makes a receiver URL in one click, and shows live what arrives with its verified signature", async () => {
    const page = await dashboard.open("/inspector");
    await page.getByRole("button", { name: "New receiver URL" }).click();
    await page.getByText("Waiting for the first request").waitFor();
    const url = await page.getByLabel("URL", { exact: true }).inputValue();
    await project.callbacks(processId, [
      { url, auth: { type: "bearer", token: "a-token-that-stays-secret" } },
    ]);
    const lead = await project.lead(processId);
    await project.report(lead._id);
    await page.getByText("Signature verified").first().waitFor();
    const request = page.getByRole("region", { name: "Request" });
    await request.getByText("webhook-id:").waitFor();
    expect(await page.content()).not.toContain("a-token-that-stays-secret");
    for (const scheme of schemes) {
      await page.emulateMedia({ colorScheme: scheme });
      expect(await accessibilityFindings(page)).toEqual([]);
    }
    await page.setViewportSize({ width: widths.narrow, height: 800 });
    expect(await scrollsSideways(page)).toBe(false);
    await page.close();
  });

  it("answers with the status that is chosen, so that retries can be seen", async () => {
    const page = await dashboard.open("/inspector");
    await page.getByLabel("Answers with").click();
    await page.getByRole("option", { name: "503 Service Unavailable" }).click();
    await expect
      .poll(async () =>
        (await project.api.get("/api/v1/inspectors")).json.data.some(
          (one: Fields) => one.answerStatus === 503,
        ),
      )
      .toBe(true);
    await project.report((await project.lead(processId))._id);
    await page.getByText("answered 503").first().waitFor();
    await page.close();
  });
});

describe("notices to the project's own backend", () => {
  it("are set up, tried and removed among the settings", async () => {
    const receiver = await startReceiver();
    const page = await dashboard.open("/settings");
    const form = page.getByRole("region", { name: "Notices to your backend" });
    await form.getByLabel("URL").fill("https://10.0.0.1/notices");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText(/private/).waitFor();
    await form.getByLabel("URL").fill(`${receiver.url}/notices`);
    await form.getByText("Bearer Token", { exact: true }).click();
    await form.getByLabel("Bearer Token").last().fill("a-token-of-the-operator");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByRole("button", { name: "Send test" }).click();
    await form.getByText("200 OK").waitFor();
    expect(receiver.requests[0]?.headers.authorization).toBe("Bearer a-token-of-the-operator");
    expect(await page.content()).not.toContain("a-token-of-the-operator");
    for (const scheme of schemes) {
      await page.emulateMedia({ colorScheme: scheme });
      expect(await accessibilityFindings(page)).toEqual([]);
    }
    await form.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await form.getByText("Nothing is told yet").waitFor();
    await page.close();
    await receiver.close();
  });
});

describe("help and settings", () => {
  it.each(schemes)("axe finds nothing in %s, and they do not scroll sideways at 360 px", async (scheme) => {
    for (const [path, text] of [
      ["/help/troubleshooting#503", "5xx: the endpoint failed"],
      ["/settings", "10 attempts: at once"],
    ] as const) {
      const page = await dashboard.open(path);
      await page.emulateMedia({ colorScheme: scheme });
      await page.getByText(text).first().waitFor();
      expect(await accessibilityFindings(page)).toEqual([]);
      await page.setViewportSize({ width: widths.narrow, height: 800 });
      expect(await scrollsSideways(page)).toBe(false);
      await page.close();
    }
  });
});

it("no page caused a console error or asked anybody else", () => {
  expect(dashboard.faults).toEqual([]);
});
