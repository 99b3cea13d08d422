/** Words that several screens share. */
export const common = {
  product: "Ringback",
  loading: "Loading",
  retry: "Retry",
  cancel: "Cancel",
  close: "Close",
  save: "Save",
  copy: "Copy",
  copied: "Copied",
  more: "More",
  none: "None",
  any: "Any",
  navigation: "Navigation",
  breadcrumb: "Breadcrumb",
  openNavigation: "Open navigation",
  skipToContent: "Skip to content",
  search: "Search",
  loadMore: "Show more",
  never: "never",
  justNow: "just now",
  unknown: "unknown",
};

export const nav = {
  processes: "Processes",
  leads: "Leads",
  deliveries: "Deliveries",
  inspector: "Inspector",
  help: "Help",
  settings: "Settings",
  failedOfLastDay: (count: string) => `${count} failed in the last 24 hours`,
};

export const errors = {
  title: "This could not be loaded",
  offline:
    "The server does not answer. Check that Ringback is running and that you are connected, then retry.",
  unavailable: "The database takes no requests now. Nothing was lost; retry in a moment.",
  notFound: "There is nothing here. It may have been removed, or belong to another project.",
  bug: "Something went wrong on the server. Its log has the details.",
  crashed: "This page stopped working",
  crashedHelp: "Reload it. If it happens again, report what you did before.",
  reload: "Reload",
};

export const statuses = {
  waiting: "Waiting",
  retrying: "Retrying",
  held: "Held",
  delivered: "Delivered",
  failed: "Failed",
  skipped: "Skipped",
  healthy: "Healthy",
  failing: "Failing",
  paused: "Paused",
  none: "No deliveries yet",
  active: "Active",
  archived: "Archived",
  disabled: "Off",
};

export const dispositionTypes = { success: "Success", failure: "Failure", neutral: "Neutral" };

export const triggers = {
  "call.completed": "call completed",
  "lead.status_changed": "status changed",
  "disposition.final": "final disposition",
  "activity.latest_changed": "latest activity changed",
};
