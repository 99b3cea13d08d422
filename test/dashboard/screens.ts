import type { Page, Route } from "playwright-core";
import type { Scene } from "./scene.ts";
import { deliveryScreens } from "./screens-deliveries.ts";
import { processScreens } from "./screens-process.ts";
import { settingsScreens } from "./screens-settings.ts";

/** A screen in a state that is worth a look. */
export interface Screen {
  /** What its pictures are called. */
  name: string;
  path: string | ((scene: Scene) => string);
  /** What its title says, before the product. */
  title: string | RegExp;
  /** Only at this width; at both by default. */
  only?: "wide" | "narrow";
  /** Looked at by someone who is not signed in. */
  signedOut?: boolean;
  /** Before the page is opened: what its requests are answered. */
  before?: (page: Page, scene: Scene) => Promise<unknown>;
  /** Brings it into its state, and waits until that shows. */
  show: (page: Page, scene: Scene) => Promise<unknown>;
}

/** Answers as a server does whose database takes nothing. */
const broken = (route: Route): Promise<void> =>
  route.fulfill({
    status: 503,
    contentType: "application/problem+json",
    body: '{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"The database is unavailable"}',
  });
const empty = (route: Route): Promise<void> =>
  route.fulfill({ contentType: "application/json", body: '{"data":[],"nextCursor":null}' });
/** Never answers. */
const silent = (): void => {};

/** The three faces of a list that it has beside the full one. */
function faces(
  name: string,
  path: string,
  title: string,
  api: string | RegExp,
  emptyTitle: string,
): Screen[] {
  return [
    {
      name: `${name}-loading`,
      path,
      title,
      before: (page) => page.route(api, silent),
      show: (page) => page.getByRole("status", { name: "Loading" }).first().waitFor(),
    },
    {
      name: `${name}-empty`,
      path,
      title,
      before: (page) => page.route(api, empty),
      show: (page) => page.getByRole("heading", { name: emptyTitle }).waitFor(),
    },
    {
      name: `${name}-error`,
      path,
      title,
      before: (page) => page.route(api, broken),
      show: (page) => page.getByRole("button", { name: "Retry" }).first().waitFor(),
    },
  ];
}

const text = (page: Page, words: string | RegExp) => page.getByText(words).first().waitFor();

/** Every screen with its important states. */
export const screens: readonly Screen[] = [
  {
    name: "sign-in",
    path: "/deliveries",
    title: "Sign in to Ringback",
    signedOut: true,
    show: (page) => page.getByLabel("Password", { exact: true }).waitFor(),
  },
  {
    name: "sign-in-refused",
    path: "/deliveries",
    title: "Sign in to Ringback",
    signedOut: true,
    async show(page) {
      await page.getByLabel("Email").fill("nobody@example.com");
      await page.getByLabel("Password", { exact: true }).fill("wrong");
      await page.getByRole("button", { name: "Sign in" }).click();
      await text(page, "Email or password is wrong");
    },
  },
  ...faces("processes", "/", "Processes", /\/api\/v1\/processes(?:\?|$)/, "No processes yet"),
  ...processScreens,
  ...faces(
    "deliveries",
    "/deliveries",
    "Deliveries",
    /\/api\/v1\/deliveries(?:\?|$)/,
    "Nothing was owed to a callback in this time",
  ),
  ...deliveryScreens,
  ...faces("leads", "/leads", "Leads", /\/api\/v1\/leads(?:\?|$)/, "No leads yet"),
  {
    name: "leads",
    path: "/leads",
    title: "Leads",
    show: (page) => page.getByRole("link", { name: "Asha Verma" }).waitFor(),
  },
  {
    name: "leads-add",
    path: "/leads",
    title: "Leads",
    async show(page) {
      await page.getByRole("button", { name: "Add lead" }).first().click();
      await page.getByRole("dialog", { name: "Add a lead" }).getByLabel("Name").waitFor();
    },
  },
  {
    name: "leads-import",
    path: "/leads/import",
    title: "Import leads",
    async show(page) {
      const lines = ["Full Name,Mobile No,City", "Asha,98x,Pune", ",98,"];
      const file = { name: "leads.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\n")) };
      await page.getByRole("button", { name: "Choose a CSV file" }).waitFor();
      await page.locator("input[type=file]").setInputFiles(file);
      await page.getByLabel("Process", { exact: true }).first().click();
      await page.getByRole("option").first().click();
      await page.getByRole("button", { name: "Check", exact: true }).click();
      await page.getByRole("table", { name: "Rows that are not taken" }).waitFor();
    },
  },
  {
    name: "lead",
    path: ({ leadId }) => `/leads/${leadId}`,
    title: "Asha Verma",
    show: (page) => text(page, "Prefers Hindi."),
  },
  {
    name: "lead-report",
    path: ({ leadId }) => `/leads/${leadId}`,
    title: "Asha Verma",
    async show(page) {
      await page.getByRole("button", { name: "Report activity" }).click();
      await page.getByRole("dialog").getByLabel("Summary").waitFor();
    },
  },
  {
    name: "lead-unknown",
    path: "/leads/000000000000000000000000",
    title: /./,
    show: (page) => text(page, "There is nothing here."),
  },
  ...faces(
    "inspector",
    "/inspector",
    "Inspector",
    /\/api\/v1\/inspectors(?:\?|$)/,
    "See a delivery without writing a server",
  ),
  {
    name: "inspector",
    path: ({ inspectorId }) => `/inspector?id=${inspectorId}`,
    title: "Inspector",
    show: (page) => page.getByText("webhook-id:").first().waitFor(),
  },
  {
    name: "reference",
    path: "/docs",
    title: "API reference",
    signedOut: true,
    show: async (page) => {
      // Answers lie folded up: they are looked at, too.
      await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
      await text(page, "Create a lead");
    },
  },
  { name: "help", path: "/help", title: "Help", show: (page) => text(page, "Troubleshooting") },
  {
    name: "help-search",
    path: "/help",
    title: "Help",
    async show(page) {
      await page.getByRole("searchbox").fill("5xx");
      await page.getByRole("link", { name: "5xx: the endpoint failed" }).waitFor();
    },
  },
  {
    name: "help-page",
    path: "/help/troubleshooting#503",
    title: "Troubleshooting",
    show: (page) => page.getByRole("heading", { name: "5xx: the endpoint failed" }).waitFor(),
  },
  {
    name: "settings",
    path: "/settings",
    title: "Settings",
    show: (page) => text(page, "10 attempts: at once"),
  },
  ...faces("settings-tokens", "/settings/tokens", "Tokens", /\/api\/v1\/tokens(?:\?|$)/, "No tokens yet"),
  ...settingsScreens,
  {
    name: "palette",
    path: "/",
    title: "Processes",
    async show(page) {
      await page.getByRole("link", { name: "OutReach Plan (hinglish)" }).waitFor();
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog").getByText("OutReach Plan (hinglish)").waitFor();
    },
  },
  {
    name: "navigation",
    path: "/",
    title: "Processes",
    only: "narrow",
    async show(page) {
      await page.getByRole("button", { name: "Open navigation" }).click();
      await page.getByRole("dialog").getByRole("link", { name: "Help" }).waitFor();
    },
  },
];
