import type { ReporterCommands, Target } from "../children/reporter.ts";
import type { ReceiverPort } from "../receiver.ts";
import { Child } from "./child.ts";
import { until } from "./clock.ts";
import type { Teardown } from "./teardown.ts";

/** Starts the process that sends single reports; it ends with `teardown`. */
export function startReporter(teardown: Teardown): Child<ReporterCommands> {
  const child = new Child<ReporterCommands>("reporter");
  teardown.defer(() => child.stop());
  return child;
}

/**
 * Reports at an even rate and sees each report arrive.
 *
 * @returns for each report the ms between its 201 and its arrival at the receiver; negative where the receiver
 *   had it before the reporter had its answer
 */
export async function addedLatency(
  reporter: Child<ReporterCommands>,
  target: Target,
  port: ReceiverPort,
  perSecond: number,
  seconds: number,
): Promise<number[]> {
  await port.reset({ marks: true });
  const acknowledged = await reporter.ask("paced", target, perSecond, seconds);
  await until(
    "each report arrives",
    30_000,
    50,
    async () => (await port.marks()).size >= acknowledged.length,
  );
  const arrived = await port.marks();
  return Array.from(acknowledged, (at, index) => (arrived.get(target.first + index) ?? Number.NaN) - at);
}
