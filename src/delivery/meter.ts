import type { AttemptRecord } from "../contract/delivery.ts";
import type { Log } from "../platform/log.ts";
import type { Metrics } from "../platform/metrics.ts";
import type { CommitFigures } from "../store/committer.ts";
import type { AttemptOutcome, ReadyDelivery } from "../store/engine.ts";

/** Who is told how delivering goes. */
export interface Meter {
  /** A delivery is sent for the first time, so long after it was owed. */
  firstAttempt(afterMs: number): void;
  attempted(delivery: ReadyDelivery, record: AttemptRecord, outcome: AttemptOutcome): void;
  committed(figures: CommitFigures): void;
  breakerOpened(): void;
}

/** Counts it for `/metrics`, and writes each attempt to the log with the delivery's id: without URL and bodies. */
export function createMeter(metrics: Metrics, log: Log): Meter {
  return {
    firstAttempt: (afterMs) => metrics.firstAttemptSeconds.observe(Math.max(0, afterMs) / 1000),
    attempted(delivery, record, outcome) {
      metrics.attempts.inc({ result: record.error?.class ?? "delivered" });
      metrics.attemptSeconds.observe(record.timings.total / 1000);
      if (outcome.verdict !== "retry") metrics.deliveries.inc({ status: outcome.verdict });
      logAttempt(log, delivery, record, outcome);
    },
    committed({ size, tookMs }) {
      metrics.commitSize.observe(size);
      metrics.commitSeconds.observe(tookMs / 1000);
    },
    breakerOpened: () => metrics.breakerOpens.inc(),
  };
}

/** What went well is of interest only while something is looked for. */
const levels = { delivered: "debug", retry: "info", failed: "warn" } as const;

function logAttempt(log: Log, delivery: ReadyDelivery, record: AttemptRecord, outcome: AttemptOutcome): void {
  const level = levels[outcome.verdict];
  if (!log.isLevelEnabled(level)) return;
  const { error, timings } = record;
  log[level](
    {
      deliveryId: delivery.id,
      callbackId: delivery.callbackId,
      attempt: outcome.number,
      statusCode: outcome.statusCode,
      errorClass: error?.class ?? null,
      tookMs: timings.total,
      dueAt: outcome.dueAt,
    },
    outcome.verdict === "retry"
      ? "an attempt failed and is tried again"
      : `a delivery ended: ${outcome.verdict}`,
  );
}
