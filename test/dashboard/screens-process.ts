import type { Locator, Page } from "playwright-core";
import { description, type Scene } from "./scene.ts";
import type { Screen } from "./screens.ts";

const planName = "OutReach Plan (hinglish)";
const plan = { title: planName, path: ({ processId }: Scene) => `/processes/${processId}` };
const plain = { title: "Loan renewal, first quarter", path: ({ plainId }: Scene) => `/processes/${plainId}` };
const list = { title: "Processes", path: "/" };

/** The block of a callback. */
export const block = (page: Page, name: string): Locator => page.getByRole("region", { name, exact: true });

/** Opens Advanced Settings where they are closed. */
export async function expand(page: Page): Promise<void> {
  const section = page.getByRole("button", { name: "Advanced Settings" });
  await section.waitFor();
  if ((await section.getAttribute("aria-expanded")) === "false") await section.click();
  await page.getByRole("heading", { name: "Lead Update Callbacks", level: 3 }).waitFor();
}

/** Opens the block of a callback too. */
export async function unfold(page: Page, name: string): Promise<Locator> {
  await expand(page);
  const one = block(page, name);
  const fold = one.getByRole("button", { name, exact: true });
  if ((await fold.getAttribute("aria-expanded")) === "false") await fold.click();
  await one.getByLabel("Lead Update URL").waitFor();
  return one;
}

async function act(page: Page, of: string, action: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${of}`, exact: true }).click();
  await page.getByRole("menuitem", { name: action }).click();
}

/** Processes and the page of one. */
export const processScreens: readonly Screen[] = [
  {
    ...list,
    name: "processes",
    show: (page) => page.getByRole("button", { name: `Actions for ${planName}` }).waitFor(),
  },
  {
    ...list,
    name: "processes-new",
    async show(page) {
      await page.getByRole("button", { name: "New process" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
      await page.getByText("Enter a name.").waitFor();
    },
  },
  {
    ...list,
    name: "processes-menu",
    async show(page) {
      await page.getByRole("button", { name: `Actions for ${planName}` }).click();
      await page.getByRole("menuitem", { name: "Archive" }).waitFor();
    },
  },
  {
    ...list,
    name: "processes-archive",
    async show(page) {
      await act(page, planName, "Archive");
      await page.getByRole("dialog").getByRole("button", { name: "Archive" }).waitFor();
    },
  },
  {
    ...list,
    name: "processes-none-found",
    path: "/?q=nothing%20like%20this",
    show: (page) => page.getByRole("heading", { name: "No process is like this" }).waitFor(),
  },
  {
    ...plan,
    name: "process-collapsed",
    show: (page) => page.getByRole("button", { name: "Advanced Settings" }).waitFor(),
  },
  {
    ...plan,
    name: "process",
    async show(page) {
      const one = await unfold(page, "Callback 1");
      await one.getByText(/ in 24 h/).waitFor();
    },
  },
  {
    ...plan,
    name: "process-voice",
    async show(page) {
      const section = page.getByRole("button", { name: "Voice providers", exact: true });
      await section.waitFor();
      // It stands as it was left.
      if ((await section.getAttribute("aria-expanded")) === "false") await section.click();
      await page.getByLabel("Auth token").waitFor();
    },
  },
  {
    ...plan,
    name: "process-further",
    async show(page) {
      const one = await unfold(page, "Callback 1");
      await one.getByRole("button", { name: "See sample" }).click();
      await one.getByText('"action_type"').waitFor();
      await one.getByRole("button", { name: "Change: Signing, order, send when" }).click();
      await one.getByRole("button", { name: "Show: Signing secret" }).click();
      await one.getByText(/^whsec_/).waitFor();
    },
  },
  {
    ...plan,
    name: "process-rotate",
    async show(page) {
      const one = await unfold(page, "Callback 1");
      await one.getByRole("button", { name: "Change: Signing, order, send when" }).click();
      await one.getByRole("button", { name: "Rotate…" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Rotate" }).waitFor();
    },
  },
  {
    ...plan,
    name: "process-test-delivered",
    async show(page) {
      const one = await unfold(page, "Callback 1");
      await one.getByRole("button", { name: "Send test" }).click();
      await one.getByRole("button", { name: "See what was sent" }).click();
      await one.getByText("webhook-signature:").waitFor();
    },
  },
  {
    ...plan,
    name: "process-test-failed",
    async show(page) {
      const one = await unfold(page, "Reports");
      await one.getByRole("button", { name: "Send test" }).click();
      await one.getByText(/must accept POST/).waitFor();
    },
  },
  {
    ...plan,
    name: "process-paused-callback",
    async show(page) {
      const one = await unfold(page, "CRM");
      await one.getByText(/CRM is paused/).waitFor();
    },
  },
  {
    ...plan,
    name: "process-resume",
    async show(page) {
      const one = await unfold(page, "CRM");
      await one.getByRole("button", { name: "Resume…" }).click();
      await page.getByRole("dialog").getByLabel("Skip what waits").waitFor();
    },
  },
  {
    ...plan,
    name: "process-remove",
    async show(page) {
      await unfold(page, "CRM");
      await act(page, "CRM", "Remove");
      await page
        .getByRole("dialog")
        .getByText(/still undelivered/)
        .waitFor();
    },
  },
  {
    ...plan,
    name: "process-callback-menu",
    async show(page) {
      await unfold(page, "Callback 1");
      await page.getByRole("button", { name: "Actions for Callback 1" }).click();
      await page.getByRole("menuitem", { name: "Duplicate" }).waitFor();
    },
  },
  {
    ...plan,
    name: "process-disposition",
    async show(page) {
      await page.getByRole("button", { name: /^Edit Interested\b/ }).click();
      await page.getByRole("dialog").getByLabel("Name").waitFor();
    },
  },
  {
    ...plan,
    name: "process-state",
    async show(page) {
      await page.getByRole("button", { name: "Edit interested", exact: true }).click();
      await page.getByRole("dialog").getByLabel("Name").waitFor();
    },
  },
  {
    ...plan,
    name: "process-conflict",
    async show(page, { project, processId }) {
      const one = await unfold(page, "Callback 1");
      await one.getByLabel("Lead Update URL").fill("https://yourdomain.com/api/v2/lead-callback");
      const { revision } = (await project.api.get(`/api/v1/processes/${processId}`)).json;
      // Another one each time: what is as it was is no change.
      const change = { description: `${description}, pilot ${revision}` };
      await project.api.patch(`/api/v1/processes/${processId}`, change, { "if-match": `"${revision}"` });
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByRole("dialog", { name: "Someone else saved this process first" }).waitFor();
    },
  },
  {
    ...plan,
    name: "process-leave",
    only: "wide",
    async show(page) {
      const one = await unfold(page, "Callback 1");
      await one.getByLabel("Lead Update URL").fill("https://yourdomain.com/api/v2/lead-callback");
      await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link").click();
      await page.getByRole("dialog", { name: "Leave without saving?" }).waitFor();
    },
  },
  {
    ...plan,
    name: "process-unknown",
    path: "/processes/000000000000000000000000",
    title: /./,
    show: (page) => page.getByText("There is nothing here.").waitFor(),
  },
  { ...plain, name: "process-no-callbacks", show: expand },
  {
    ...plain,
    name: "process-errors",
    async show(page) {
      await expand(page);
      await page.getByRole("button", { name: "+ Add Callback" }).click();
      const one = block(page, "Callback 1");
      await one.getByLabel("Lead Update URL").fill(`http://127.0.0.1:8080/${"long/".repeat(380)}`);
      await page.getByRole("button", { name: "+ Add Callback" }).click();
      const two = block(page, "Callback 2");
      await two.getByLabel("Lead Update URL").fill("https://10.0.0.7/hook");
      await two.getByText("Custom Auth Header", { exact: true }).click();
      await page.getByRole("button", { name: /^Errors/ }).click();
      await two.getByText("Enter the Auth Value.").waitFor();
    },
  },
  {
    ...plain,
    name: "process-details",
    async show(page) {
      await page.getByRole("button", { name: "Details" }).click();
      await page.getByLabel("Default country").waitFor();
    },
  },
];
