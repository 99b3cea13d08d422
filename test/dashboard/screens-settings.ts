import type { Screen } from "./screens.ts";

const dialog = (name: string) => (page: Parameters<Screen["show"]>[0]) =>
  page.getByRole("dialog", { name }).waitFor();

/** People, tokens, the audit log and projects, and the pages of links. */
export const settingsScreens: readonly Screen[] = [
  {
    name: "settings-people",
    path: "/settings/people",
    title: "People",
    show: (page) => page.getByText("ravi@example.com").waitFor(),
  },
  {
    name: "settings-people-invite",
    path: "/settings/people",
    title: "People",
    async show(page) {
      await page.getByRole("button", { name: "Invite" }).click();
      await dialog("Invite someone")(page);
    },
  },
  {
    name: "settings-token-made",
    path: "/settings/tokens",
    title: "Tokens",
    async show(page) {
      await page.getByRole("button", { name: "New token" }).first().click();
      await dialog("New token")(page);
      await page.getByLabel("Name").fill("Dialer");
      await page.getByRole("button", { name: "Create" }).click();
      await dialog("Your new token")(page);
    },
  },
  {
    name: "settings-tokens",
    path: "/settings/tokens",
    title: "Tokens",
    show: (page) =>
      page
        .getByRole("button", { name: /^Revoke / })
        .first()
        .waitFor(),
  },
  {
    name: "settings-audit",
    path: "/settings/audit?action=process",
    title: "Audit log",
    show: (page) => page.getByText("process.saved").first().waitFor(),
  },
  {
    name: "settings-projects",
    path: "/settings/projects",
    title: "Projects",
    show: (page) => page.getByRole("button", { name: "Rename Sharma Estates" }).waitFor(),
  },
  {
    name: "invitation",
    path: ({ invitation }) => `/invitation#${invitation}`,
    title: "Join Sharma Estates",
    signedOut: true,
    show: (page) => page.getByLabel("New password").waitFor(),
  },
  {
    name: "reset-password",
    path: ({ reset }) => `/reset-password#${reset}`,
    title: "Set a new password",
    signedOut: true,
    show: (page) => page.getByLabel("New password").waitFor(),
  },
];
