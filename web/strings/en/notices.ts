/** The operational callback, among the settings. */
export const notices = {
  title: "Notices to your backend",
  note: "Told when a callback is paused or resumed, and when a delivery has failed for good",
  none: "Nothing is told yet. The dashboard and the log say it in any case.",
  url: "URL",
  auth: "Authentication",
  keyHint: "The name of the header, X-API-Key for instance",
  kept: "Leave empty to keep what is stored",
  save: "Save",
  saved: "Saved, and in force.",
  test: "Send test",
  remove: "Remove",
  removeTitle: "Tell nobody any more?",
  removeText: "What is still owed to it is skipped. Its deliveries stay in the list.",
  deliveries: "Its deliveries",
};
