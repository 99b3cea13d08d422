const number = new Intl.NumberFormat("en");
const count = (value: number, one: string, many: string): string =>
  `${number.format(value)} ${value === 1 ? one : many}`;

/** One attempt: what was sent, what came back, where the time went. */
export const exchange = {
  request: "Request",
  response: "Response",
  timing: "Timing",
  body: "Body",
  noBody: "empty",
  showRaw: "Show as sent",
  showFolded: "Show folded",
  parts: (length: number) => count(length, "field", "fields"),
  items: (length: number) => count(length, "item", "items"),
  moreParts: (left: number) => `Show more (${number.format(left)} left)`,
  copyAsCurl: "Copy as curl",
  curlNote: "Secrets stay masked in it, and its signature is accepted for five minutes after it was made",
  noResponse: "Nothing came back.",
  cut: "Cut: only the first 16 KB are kept, and what came until the connection or the time ended.",
  total: "total",
  phases: { dns: "DNS", connect: "connect", tls: "TLS", waiting: "waiting", reading: "reading" },
  inTime: (duration: string) => `in ${duration}`,
  answered: (message: string) => `The endpoint ${message}.`,
  moreOn: (topic: string) => `More on ${topic}`,
};

/** How an attempt failed that got no answer. */
export const errorClasses = {
  dns: "Name not found",
  blocked: "Blocked address",
  refused: "Connection refused",
  connect: "Not connected",
  tls: "TLS failed",
  timeout: "Timed out",
  reset: "Connection lost",
  protocol: "Not HTTP",
  status: "Not 2xx",
  source: "Fixed source unavailable",
  configuration: "Not sendable",
};
