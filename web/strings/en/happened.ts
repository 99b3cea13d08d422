/** What happened, in a few words. */
export const happened = {
  calls: {
    "in-progress": "call began",
    completed: "call completed",
    "no-answer": "call not answered",
    busy: "call busy",
    failed: "call failed",
    canceled: "call cancelled",
    voicemail: "call reached voicemail",
  },
  call: "call",
  schedule: "call back scheduled",
  disposition: "disposition",
  finalDisposition: "final disposition",
  status: "status",
  update: "update",
  note: "note",
  updateOutcome: "update outcome",
  test: "test",
  operational: "operational notice",
};
