import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** What `/metrics` shows. Labels are bounded: the one that names callbacks shows the largest few and one `other`. */
export interface Metrics {
  registry: Registry;
  /** Requests answered, by route pattern and class of status (`2xx`). */
  requests: Counter<"route" | "status">;
  /** Attempts by `result`: delivered, or the class of the error. */
  attempts: Counter<"result">;
  /** Deliveries that ended, by `status`: delivered, failed. */
  deliveries: Counter<"status">;
  /** Seconds of an attempt, from its start to the end of the answer. */
  attemptSeconds: Histogram;
  /** Seconds from the commit that owed a delivery to its first attempt. */
  firstAttemptSeconds: Histogram;
  /** How often a breaker opened. */
  breakerOpens: Counter;
  /** Changes and outcomes that were committed together. */
  commitSize: Histogram;
  /** Seconds of a commit, until it was durable. */
  commitSeconds: Histogram;
}

/** Figures looked at only when `/metrics` is read; null where there is none. */
export interface Gauges {
  [name: string]: { help: string; label?: string; read: () => Reading | Promise<Reading> };
}

/** One number, or one for each value of the label. */
type Reading = number | null | Readonly<Record<string, number>>;

const latencies = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * Makes the metrics of one node.
 *
 * @param gauges by their name; each is asked once for each reading of `/metrics`
 */
export function createMetrics(gauges: Gauges = {}): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  for (const [name, { help, label, read }] of Object.entries(gauges)) {
    new Gauge({
      name,
      help,
      labelNames: label === undefined ? [] : [label],
      registers,
      async collect() {
        const reading = await read();
        this.reset();
        if (typeof reading === "number") this.set(reading);
        else if (reading === null) this.remove();
        else
          for (const [value, figure] of Object.entries(reading)) this.set({ [label ?? ""]: value }, figure);
      },
    });
  }
  return {
    registry,
    requests: new Counter({
      name: "ringback_requests_total",
      help: "Requests answered, by route and class of status",
      labelNames: ["route", "status"],
      registers,
    }),
    attempts: new Counter({
      name: "ringback_attempts_total",
      help: "Attempts by result",
      labelNames: ["result"],
      registers,
    }),
    deliveries: new Counter({
      name: "ringback_deliveries_ended_total",
      help: "Deliveries that ended, by status",
      labelNames: ["status"],
      registers,
    }),
    attemptSeconds: new Histogram({
      name: "ringback_attempt_seconds",
      help: "Time of an attempt",
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30],
      registers,
    }),
    firstAttemptSeconds: new Histogram({
      name: "ringback_first_attempt_delay_seconds",
      help: "Time from the commit that owed a delivery to its first attempt",
      buckets: [...latencies, 60, 300, 3_600],
      registers,
    }),
    breakerOpens: new Counter({
      name: "ringback_breaker_opens_total",
      help: "How often a callback's circuit breaker opened",
      registers,
    }),
    commitSize: new Histogram({
      name: "ringback_commit_size",
      help: "Changes and outcomes of attempts that were committed together",
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024],
      registers,
    }),
    commitSeconds: new Histogram({
      name: "ringback_commit_seconds",
      help: "Time of a commit, until it was durable",
      buckets: latencies,
      registers,
    }),
  };
}
