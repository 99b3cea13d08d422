import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** What `/metrics` shows. Labels are bounded: no id of a project, callback or lead is one. */
export interface Metrics {
  registry: Registry;
  /** Attempts by `result`: delivered, or the class of the error. */
  attempts: Counter<"result">;
  /** Deliveries that ended, by `status`: delivered, failed. */
  deliveries: Counter<"status">;
  /** Seconds of an attempt, from its start to the end of the answer. */
  attemptSeconds: Histogram;
  /** How often a breaker opened. */
  breakerOpens: Counter;
}

/** Looked at when `/metrics` is read: how many deliveries the node holds, and how many breakers are open. */
export interface NodeGauges {
  inMemory: () => number;
  openBreakers: () => number;
}

export function createMetrics({ inMemory, openBreakers }: NodeGauges): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  new Gauge({
    name: "ringback_deliveries_in_memory",
    help: "Deliveries in this node's memory",
    registers,
    collect() {
      this.set(inMemory());
    },
  });
  new Gauge({
    name: "ringback_breakers_open",
    help: "Callbacks whose receiver is down by this node's account",
    registers,
    collect() {
      this.set(openBreakers());
    },
  });
  return {
    registry,
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
    breakerOpens: new Counter({
      name: "ringback_breaker_opens_total",
      help: "How often a callback's circuit breaker opened",
      registers,
    }),
  };
}
