import type { Locator, Page } from "playwright-core";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Answer, type Receiver, startReceiver } from "../fakes/receiver.ts";
import type { TestProject } from "../support/project.ts";
import { startDashboard, type TestDashboard } from "./dashboard.ts";

// The page that the product was ordered from, walked word by word: every label is found as it stands there.

const processName = "OutReach Plan (hinglish)";
const formatLabel = "Activity Update – Only send updates related to latest activity";

let dashboard: TestDashboard;
let project: TestProject;
let receiver: Receiver;
let answer: Answer;
beforeAll(async () => {
  receiver = await startReceiver({ answer: () => answer });
  // Two attempts, so that what fails has soon failed for good.
  dashboard = await startDashboard({
    env: { RETRY_SCHEDULE: "1ms", EGRESS_FIXED_LOCAL_ADDRESS: "127.0.0.1" },
  });
  project = await dashboard.server.project();
}, 120_000);
afterAll(async () => {
  await dashboard.stop();
  await receiver.close();
});
beforeEach(() => {
  answer = { headers: { "content-type": "application/json" }, body: '{"received":true}' };
});

const block = (page: Page): Locator => page.getByRole("region", { name: "Callback 1", exact: true });
const badge = (page: Page): Locator => page.getByRole("button", { name: /^Errors/ });
const ok = (page: Page): Locator => page.getByText("OK", { exact: true });
const focused = (control: Locator): Promise<void> => control.and(control.page().locator(":focus")).waitFor();

/** Steps 1 to 3: the process, Advanced Settings, + Add Callback. */
async function addCallback(): Promise<{ page: Page; processId: string }> {
  const { id: processId } = await project.process({ name: processName });
  const page = await dashboard.open("/leads");
  await page.evaluate("localStorage.clear()");
  // 1. Go to Processes from the main dashboard, and select the process.
  await page.getByRole("link", { name: "Processes", exact: true }).click();
  await page.getByRole("link", { name: processName, exact: true }).first().click();
  await page.getByRole("heading", { name: processName, level: 1 }).waitFor();
  // 2. Scroll down to Advanced Settings, and expand the section if it is collapsed.
  const section = page.getByRole("button", { name: "Advanced Settings" });
  await section.scrollIntoViewIfNeeded();
  expect(await section.getAttribute("aria-expanded")).toBe("false");
  await section.click();
  await page.getByRole("heading", { name: "Lead Update Callbacks" }).first().waitFor();
  // 3. Click on + Add Callback: a new block, Callback 1, appears.
  await page.getByRole("button", { name: "+ Add Callback", exact: true }).click();
  await block(page).waitFor();
  return { page, processId };
}

/** Step 5: OK and not Errors, then Save. */
async function save(page: Page): Promise<void> {
  await ok(page).waitFor();
  expect(await badge(page).count()).toBe(0);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Saved", { exact: true }).first().waitFor();
}

/** The secret as the person copies it from the block. */
async function revealSecret(page: Page): Promise<string> {
  await block(page).getByRole("button", { name: "Change: Signing, order, send when" }).click();
  await block(page).getByRole("button", { name: "Show: Signing secret" }).click();
  const secret = block(page).getByText(/^whsec_/);
  await secret.waitFor();
  return (await secret.textContent()) ?? "";
}

async function nextRequest(before: number) {
  const request = (await receiver.waitFor(before + 1, 20_000))[before];
  if (request === undefined) throw new Error("nothing arrived");
  return request;
}

describe("Step-by-Step: Add a Webhook to a Process", () => {
  it("walks steps 1 to 5 with a Bearer Token; a call is then received, signed, and seen in Deliveries", async () => {
    const { page, processId } = await addCallback();
    const one = block(page);
    // 4a. Enter your webhook endpoint URL.
    await one.getByLabel("Lead Update URL").fill(`${receiver.url}/api/lead-callback`);
    // 4b. Activity Update is recommended, and chosen already.
    const format = one.getByRole("button", { name: `Payload Format ${formatLabel}` });
    await format.click();
    expect(await page.getByRole("option").allTextContents()).toEqual([
      formatLabel,
      "Lead Update – Send the full lead with its latest activity",
      "Lead History – Send the full lead with all its activities",
    ]);
    await page.getByRole("option", { name: formatLabel }).click();
    await one.getByText(/^Recommended\./).waitFor();
    // 4c. Enable Requires source to be whitelisted.
    await one.getByText("Callback Requirements", { exact: true }).waitFor();
    await one.getByRole("checkbox", { name: "Requires source to be whitelisted" }).check();
    // 4d. Bearer Token: add a token that will be sent in the Authorization header.
    await one.getByRole("radiogroup", { name: "Authentication" }).getByText("Bearer Token").click();
    await one.getByLabel("Bearer Token", { exact: true }).last().fill("token-of-the-seed-3f9a");
    // 5. Save and verify.
    await save(page);

    // Once saved, the webhook becomes active immediately.
    const before = receiver.requests.length;
    const lead = await project.lead(processId, { name: "Asha Verma", referenceId: "AB123456789" });
    await project.report(lead._id, { disposition: "Interested", summary: "Wants a visit" });
    const request = await nextRequest(before);
    expect(request.method).toBe("POST");
    expect(request.path).toBe("/api/lead-callback");
    expect(request.headers.authorization).toBe("Bearer token-of-the-seed-3f9a");
    const verified = new Webhook(await revealSecret(page)).verify(
      request.body,
      request.headers as Record<string, string>,
    ) as { triggers: string[]; leadId: string };
    expect(verified.leadId).toBe(lead._id);
    expect(verified.triggers).toEqual([
      "call.completed",
      "lead.status_changed",
      "disposition.final",
      "activity.latest_changed",
    ]);

    await page.getByRole("link", { name: "Deliveries", exact: true }).first().click();
    await page.getByRole("link", { name: /Asha Verma · call completed → Interested/ }).click();
    const panel = page.getByRole("complementary", { name: "Delivery in full" });
    await panel.getByText("200 OK").first().waitFor();
    await panel.getByText(`${receiver.url}/api/lead-callback`).first().waitFor();
    await panel.getByText(String(request.headers["webhook-id"])).first().waitFor();
    expect(await panel.textContent()).not.toContain("token-of-the-seed");
    await panel.getByRole("tab", { name: "Response" }).click();
    await panel.getByText('"received"').waitFor();
    await page.close();
  });

  it("walks them with a Custom Auth Header", async () => {
    const { page, processId } = await addCallback();
    const one = block(page);
    await one.getByLabel("Lead Update URL").fill(`${receiver.url}/custom`);
    await one.getByText("Custom Auth Header", { exact: true }).click();
    await one.getByLabel("Auth Key").fill("X-API-Key");
    await one.getByLabel("Auth Value", { exact: true }).fill("key-of-the-seed-77xy");
    await save(page);
    await one.getByText("••••••••77xy").waitFor();
    const before = receiver.requests.length;
    await project.report((await project.lead(processId))._id);
    const request = await nextRequest(before);
    expect(request.headers["x-api-key"]).toBe("key-of-the-seed-77xy");
    expect(request.headers.authorization).toBeUndefined();
    await page.close();
  });
});

describe("When Will the Webhook Fire?", () => {
  let processId: string;
  let leadId: string;
  beforeAll(async () => {
    processId = (await project.process({ name: processName })).id;
    await project.callbacks(processId, [{ url: `${receiver.url}/fires` }]);
  });
  beforeEach(async () => {
    leadId = (await project.lead(processId))._id;
  });
  const latest = "activity.latest_changed";

  it.each([
    ["a call attempt is completed", { callStatus: "no-answer" }, ["call.completed", latest]],
    [
      "the lead's status changes",
      { type: "update", callStatus: undefined, toState: "schedule_second_call" },
      ["lead.status_changed", latest],
    ],
    [
      "a final disposition is marked",
      { type: "update", callStatus: undefined, disposition: "Not Interested" },
      ["lead.status_changed", "disposition.final", latest],
    ],
    [
      "the latest activity in the process changes",
      { type: "schedule", callStatus: undefined, scheduledAt: "2030-01-01T10:00:00Z" },
      [latest],
    ],
  ])("when %s, and the page of the delivery says so", async (_, activity, triggers) => {
    const before = receiver.requests.length;
    await project.report(leadId, activity);
    expect(JSON.parse((await nextRequest(before)).body)).toMatchObject({ leadId, triggers });
    const last = triggers[0] ?? "";
    const page = await dashboard.open(`/deliveries?leadId=${leadId}&trigger=${last}`);
    await page.getByRole("link", { name: /Asha Verma/ }).waitFor();
    await page.close();
  });

  it("not when a call only began, or a note was written", async () => {
    const before = receiver.requests.length;
    await project.report(leadId, { callStatus: "in-progress" });
    await project.report(leadId, { type: "note", callStatus: undefined, summary: "Speaks Marathi" });
    await project.report(leadId, { callStatus: "busy" });
    expect(JSON.parse((await nextRequest(before)).body)).toMatchObject({ sequence: 3 });
    expect(receiver.requests.length).toBe(before + 1);
  });
});

describe('Advanced Settings shows "Errors"', () => {
  it("for a Lead Update URL that is not valid, in its own words, and leads to the field", async () => {
    const { page } = await addCallback();
    const url = block(page).getByLabel("Lead Update URL");
    for (const [typed, words] of wrongUrls) {
      await url.fill(typed);
      await url.blur();
      await block(page).getByText(words).waitFor();
      await badge(page).waitFor();
      expect(await ok(page).count()).toBe(0);
    }
    // Collapsed, it still says Errors; pressing that opens the section at the field.
    await page.getByRole("button", { name: "Advanced Settings" }).click();
    await url.waitFor({ state: "detached" });
    await badge(page).click();
    await url.waitFor();
    await focused(url);
    // Nothing is stored of it.
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("One field needs another look").waitFor();
    await url.fill("https://yourdomain.com/api/lead-callback");
    await ok(page).waitFor();
    await url.fill("http://yourdomain.com/api/lead-callback");
    await block(page)
      .getByText(/HTTPS is recommended/)
      .waitFor();
    await ok(page).waitFor();
    await page.close();
  });

  it("for auth fields that are not filled in correctly, each in its own words", async () => {
    const { page } = await addCallback();
    const one = block(page);
    await one.getByLabel("Lead Update URL").fill(`${receiver.url}/auth`);
    await one.getByText("Bearer Token", { exact: true }).first().click();
    await badge(page).click();
    await one.getByText("Enter the Bearer Token.").waitFor();
    await focused(one.getByLabel("Bearer Token", { exact: true }).last());
    await one.getByText("Custom Auth Header", { exact: true }).click();
    await one.getByText("Enter the name of the header, such as X-API-Key.").waitFor();
    await one.getByText("Enter the Auth Value.").waitFor();
    const key = one.getByLabel("Auth Key");
    await badge(page).click();
    await focused(key);
    await one.getByLabel("Auth Value", { exact: true }).fill("value");
    for (const [typed, words] of wrongKeys) {
      await key.fill(typed);
      await one.getByText(words).waitFor();
    }
    await key.fill("X-API-Key");
    await ok(page).waitFor();
    await page.close();
  });
});

const wrongUrls: readonly [string, string | RegExp][] = [
  ["yourdomain.com/api", /beginning with https:\/\//],
  ["ftp://yourdomain.com/api", /begins with ftp: cannot receive updates/],
  ["https://user:secret@yourdomain.com/api", /user name or password/],
  ["https://yourdomain.com/api#top", /fragment/],
  ["https://10.0.0.7/api", /is not public/],
  [`https://yourdomain.com/${"x".repeat(2_100)}`, /at most 2,048 are possible/],
];

const wrongKeys: readonly [string, string | RegExp][] = [
  ["X API Key", /without spaces/],
  ["X-API-Key: 1", /contains a colon/],
  ["Content-Length", /Content-Length/],
];

describe("No callbacks received", () => {
  interface Trouble {
    name: string;
    answer?: Answer;
    url?: string;
    fields?: Record<string, unknown>;
    words: RegExp;
  }
  const troubles: Trouble[] = [
    {
      name: "the endpoint does not accept POST",
      answer: { status: 405, headers: { allow: "GET" } },
      words: /must accept POST at this path\. It allows GET/,
    },
    {
      name: "the authentication header is refused",
      answer: { status: 401 },
      fields: { auth: { type: "header", key: "X-API-Key", value: "a-wrong-key-0000" } },
      words: /The auth header X-API-Key was sent/,
    },
    {
      name: "the endpoint redirects",
      answer: { status: 301, headers: { location: "https://yourdomain.com/new" } },
      words: /redirects to https:\/\/yourdomain\.com\/new; redirects are not followed/,
    },
    {
      name: "the endpoint is too slow",
      answer: { misbehave: "silent" },
      fields: { timeoutMs: 1_000 },
      words: /did not answer within 1 s\. Answer 200 at once/,
    },
    {
      name: "nothing listens",
      url: "http://127.0.0.1:1",
      words: /Nothing accepts connections at 127\.0\.0\.1:1/,
    },
  ];

  it.each(troubles)("because $name: the test and the delivery say so", async (trouble) => {
    const { id: processId } = await project.process({ name: processName });
    await project.callbacks(processId, [{ url: trouble.url ?? receiver.url, ...trouble.fields }]);
    answer = trouble.answer ?? {};
    const page = await dashboard.open(`/processes/${processId}`);
    const section = page.getByRole("button", { name: "Advanced Settings" });
    await section.waitFor();
    if ((await section.getAttribute("aria-expanded")) === "false") await section.click();
    await block(page).getByRole("button", { name: "Send test" }).click();
    await block(page).getByText(trouble.words).waitFor();

    const lead = await project.lead(processId, { name: "Meera Nair" });
    await project.report(lead._id);
    await page.goto(`${dashboard.server.url}/deliveries?leadId=${lead._id}`);
    const row = page.getByRole("row").filter({ hasText: "Meera Nair" });
    await row.getByText("Failed").waitFor();
    await row.getByRole("link").first().click();
    const panel = page.getByRole("complementary", { name: "Delivery in full" });
    await panel.getByText(trouble.words).waitFor();

    // The endpoint was mended: the delivery is sent again.
    if (trouble.url === undefined) {
      answer = {};
      await panel.getByRole("button", { name: "Resend" }).click();
      await panel.getByText("200 OK").first().waitFor();
      await row.getByText("Delivered").waitFor();
    }
    await page.close();
  });

  it("caused no console error and asked nobody else", () => {
    expect(dashboard.faults).toEqual([]);
  });
});
