import type { Page } from "playwright-core";
import type { Scene } from "./scene.ts";
import type { Screen } from "./screens.ts";

const list = { title: "Deliveries", path: "/deliveries" };
const rows = (page: Page) =>
  page
    .getByRole("table", { name: "Deliveries, newest first" })
    .getByRole("link", { name: /Asha Verma/ })
    .first();

type Opened = keyof Scene["deliveries"];
const opened = (status: Opened, name: string = status): Omit<Screen, "show"> => ({
  name: `delivery-${name}`,
  title: "Deliveries",
  path: ({ deliveries }) => `/deliveries?delivery=${deliveries[status]}`,
});
const panel = (page: Page) => page.locator("[data-delivery-panel]");

const health = (
  name: keyof Scene["callbacks"],
  title: string,
  show: (page: Page) => Promise<unknown>,
  suffix: string = name,
): Screen => ({
  name: `callback-${suffix}`,
  title,
  path: ({ callbacks }) => `/callbacks/${callbacks[name]}`,
  async show(page) {
    await page.getByText("Success, 24 h").waitFor();
    await page.locator(".recharts-surface").nth(1).waitFor();
    await show(page);
  },
});

/** Deliveries, and how callbacks do. */
export const deliveryScreens: readonly Screen[] = [
  { ...list, name: "deliveries", show: (page) => rows(page).waitFor() },
  {
    ...opened("retrying"),
    show: (page) => panel(page).getByText("503 Service Unavailable").first().waitFor(),
  },
  {
    ...opened("held"),
    show: (page) =>
      panel(page)
        .getByText(/Held: the lead's updates go out in order/)
        .waitFor(),
  },
  {
    ...opened("failed"),
    async show(page) {
      await panel(page).getByRole("tab", { name: "Response" }).click();
      await panel(page).getByText("No such contact").waitFor();
    },
  },
  { ...opened("delivered"), show: (page) => panel(page).getByText("webhook-signature:").waitFor() },
  {
    ...list,
    name: "delivery-unknown",
    path: "/deliveries?delivery=000000000000000000000000",
    show: (page) => panel(page).getByText("There is nothing here.").waitFor(),
  },
  {
    ...list,
    name: "deliveries-filtered",
    path: ({ callbacks }) => `/deliveries?status=failed,retrying&callbackId=${callbacks.healthy}`,
    show: (page) =>
      page
        .getByRole("link", { name: /Divya Menon/ })
        .first()
        .waitFor(),
  },
  {
    ...list,
    name: "deliveries-filter",
    // At 360 px the open menu covers a part of the button below it, which axe takes for too small a target.
    only: "wide",
    async show(page) {
      await rows(page).waitFor();
      await page
        .getByRole("search", { name: "Filters" })
        .getByRole("button", { name: "Answer", exact: true })
        .click();
      await page.getByRole("option", { name: "Connection refused" }).waitFor();
    },
  },
  {
    ...list,
    name: "deliveries-figures",
    async show(page) {
      await rows(page).waitFor();
      await page.getByRole("button", { name: "Show figures" }).click();
      await page.getByRole("button", { name: "Hide figures" }).waitFor();
    },
  },
  {
    ...list,
    name: "deliveries-recover",
    path: ({ callbacks }) => `/deliveries?callbackId=${callbacks.paused}`,
    async show(page) {
      await page.getByRole("button", { name: "Recover…" }).click();
      await page
        .getByRole("dialog")
        .getByText(/will be sent\.$/)
        .waitFor();
    },
  },
  {
    ...list,
    name: "deliveries-replay",
    async show(page) {
      await page.getByRole("button", { name: "Replay…" }).click();
      await page.getByRole("dialog").getByText("Choose a callback and a time").waitFor();
    },
  },
  {
    ...list,
    name: "deliveries-shortcuts",
    only: "wide",
    async show(page) {
      await rows(page).waitFor();
      await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
      await page.getByText("next and previous delivery").waitFor();
    },
  },
  health("healthy", "Callback 1", () => Promise.resolve()),
  health("failing", "Reports", (page) => page.getByText("Every attempt has failed since").waitFor()),
  health("paused", "CRM", (page) => page.getByText(/CRM is paused/).waitFor()),
  health(
    "healthy",
    "Callback 1",
    async (page) => {
      await page.getByRole("button", { name: "Show as a table" }).first().click();
      await page.getByRole("button", { name: "Hide the table" }).first().waitFor();
    },
    "table",
  ),
  {
    name: "receiving-guide",
    title: "Receive Callback 1",
    path: ({ callbacks }) => `/callbacks/${callbacks.healthy}/receive`,
    show: (page) => page.getByText("Try it with curl").waitFor(),
  },
];
