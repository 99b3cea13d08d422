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
}

/** @param inMemory how many deliveries the node holds now */
export function createMetrics(inMemory: () => number): Metrics {
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
  };
}
