const number = new Intl.NumberFormat("en");
const count = (value: number, one: string, many: string): string =>
  `${number.format(value)} ${value === 1 ? one : many}`;

/** Recover and Replay: many deliveries sent again. */
export const again = {
  recover: "Recover…",
  replay: "Replay…",
  titles: { recover: "Recover failed deliveries", replay: "Replay deliveries" },
  about: {
    recover: "Sends everything again that has failed for good in this time.",
    replay:
      "Sends again what happened in this time, also to a callback that was added later. Each keeps its id, so that a receiver can tell it from a new one.",
  },
  callback: "Callback",
  chooseCallback: "Choose a callback",
  since: "Since",
  until: "Until (empty: now)",
  what: "What",
  only: {
    undelivered: "Only what was never delivered",
    all: "Everything, also what was delivered",
  },
  choose: "Choose a callback and a time to see how many these are.",
  backwards: "“Until” must be after “Since”.",
  counting: "Counting…",
  counted: (value: number) =>
    value === 0
      ? "Nothing matches: there is nothing to send."
      : `${count(value, "delivery", "deliveries")} will be sent.`,
  start: { recover: "Recover", replay: "Replay" },
  jobs: "Recoveries and replays",
  running: { recover: "Recovering", replay: "Replaying" },
  ended: {
    done: { recover: "Recovered", replay: "Replayed" },
    cancelled: { recover: "Recovery cancelled", replay: "Replay cancelled" },
    failed: { recover: "Recovery failed", replay: "Replay failed" },
  },
  progress: (done: string, total: string) => `${done} of ${total}`,
  stop: "Cancel",
};
