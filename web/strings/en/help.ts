/** The frame of the documentation; its pages are `docs/`, and stay in English. */
export const help = {
  search: "Search the documentation",
  found: (count: number) =>
    count === 0 ? "Nothing has all of these words" : `${count} ${count === 1 ? "place" : "places"}`,
  contents: "On this page",
  noPage: "There is no such page",
  code: "Code",
  table: "Table",
  guide: "Code for your language, for each callback",
  reference: "API reference",
  referenceAbout: "Every route with its fields, answers and a curl command, and what callbacks send.",
  noCallback: "Add a callback to a process, and its code stands here.",
  shortcutsTitle: "Keys",
  shortcuts: [
    { keys: "Ctrl K", does: "Search, go anywhere, change the theme" },
    { keys: "Ctrl S", does: "Save the process" },
    { keys: "J K", does: "Next and previous delivery" },
    { keys: "Enter", does: "Open the chosen delivery" },
    { keys: "R", does: "Resend the open delivery" },
    { keys: "Esc", does: "Close what is open" },
  ],
};
