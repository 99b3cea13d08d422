import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import { type Clock, systemClock } from "../platform/clock.ts";
import { apiClient, explained } from "./api.ts";
import { type ApiOptions, tokenOf, withApi } from "./api-options.ts";
import { explainErrors } from "./cli-error.ts";
import { interruption } from "./interrupt.ts";
import { decimalNumber, wholeNumber } from "./option-values.ts";
import { type DeliveryCounts, followDeliveries } from "./simulate/deliveries.ts";
import { Pace } from "./simulate/pace.ts";
import { planLeads } from "./simulate/plan.ts";
import { Progress } from "./simulate/progress.ts";
import { type Counts, workLeads } from "./simulate/run.ts";
import { chooseProcess, createLeads } from "./simulate/setup.ts";

export interface SimulateOptions extends ApiOptions {
  process?: string;
  leads: number;
  /** Requests a second. */
  rate: number;
  seed?: string;
  update: boolean;
}

export interface SimulateWorld {
  clock: Clock;
  signal: AbortSignal;
  /** Results go to `out`, progress and notices to `notes`. */
  out: NodeJS.WritableStream;
  notes: NodeJS.WriteStream;
}

/** How long deliveries in flight are waited for at the end. */
const patienceMs = 10_000;

const help = `
It creates leads with Indian names and mobile numbers that are new in every run, then reports for each what a
dialer would: a call begins, ends (completed, no answer, busy, voicemail) with one of the process's own
dispositions, a summary and a short transcript; call backs are scheduled; some leads get metadata. Nobody is
called. The token needs the scope "report".

The same --seed on the same process plays the same calls again, with new leads. Ctrl-C stops early and sums up.

Examples:
  $ RINGBACK_TOKEN=rb_live_... ringback simulate
  $ ringback simulate --token rb_live_... --leads 500 --rate 50
  $ ringback simulate --process 6964f0a7a1b2c3d4e5f60718 --seed demo --no-update
  $ ringback listen --port 4000        in another terminal, to see the callbacks arrive
`;

/** Adds `ringback simulate`: works a process with believable calls through the public API. */
export function registerSimulate(program: Command): void {
  withApi(program.command("simulate"))
    .summary("work a process with believable calls")
    .description("Works a process with believable calls through the public API, so that its callbacks fire.")
    .option("--process <id>", "process to work (default: the first active one that the token sees)")
    .option("--leads <count>", "leads to create", wholeNumber(1, 100_000), 50)
    .option("--rate <number>", "activities a second", decimalNumber(0.1, 1000), 5)
    .option("--seed <text>", "decides which calls happen (default: at random, and said)")
    .option("--no-update", "leave out updates of leads")
    .addHelpText("after", help)
    .action((options: SimulateOptions, command: Command) =>
      explainErrors(command, () =>
        simulate(options, {
          clock: systemClock,
          signal: interruption(),
          out: process.stdout,
          notes: process.stderr,
        }),
      ),
    );
}

/**
 * One run of `ringback simulate`.
 *
 * @throws CliError where it could not begin or had to stop; what was done until then is said before
 */
export const simulate = (options: SimulateOptions, world: SimulateWorld): Promise<void> =>
  explained(run(options, world));

async function run(options: SimulateOptions, world: SimulateWorld): Promise<void> {
  const { url, leads, rate, update: updates } = options;
  const { clock, signal, out, notes } = world;
  const say = (text: string): boolean => out.write(`${text}\n`);
  const token = tokenOf(options);
  const pace = new Pace(clock, rate);
  const onWait = (ms: number, why: string): void => {
    pace.hold(ms);
    notes.write(`${notes.isTTY ? "\n" : ""}waiting ${(ms / 1000).toFixed(1)} s: ${why}\n`);
  };
  const api = apiClient({ url, token, clock, signal, onWait });
  const process = await chooseProcess(api, options.process);
  const seed = options.seed ?? randomBytes(3).toString("hex");
  say(`Process ${process.name} (${process.id}), seed ${seed}`);

  const startedAt = clock.now();
  const { casts, refused } = await createLeads(api, process, planLeads(process, { seed, leads, updates }));
  const steps = casts.reduce((sum, { plan }) => sum + plan.steps.length, 0);
  say(`Created ${counted(casts.length, "lead")}, ${casts[0]?.referenceId} to ${casts.at(-1)?.referenceId}`);
  if (refused.length > 0)
    say(`Refused ${counted(refused.length, "lead")}: ${[...new Set(refused)].slice(0, 3).join("; ")}`);
  say(`Reporting ${steps} activities and updates, ${rate} a second: about ${Math.ceil(steps / rate)} s`);

  const progress = new Progress(notes, clock, steps);
  const onStep = ({ done, dropped }: Counts): void =>
    progress.show(done, dropped > 0 ? `${counted(dropped, "lead")} dropped` : "");
  const atOnce = Math.min(64, Math.max(4, Math.ceil(rate * 2)));
  const { counts, stoppedBy } = await workLeads(casts, { api, pace, clock, seed, atOnce, signal, onStep });
  progress.clear();
  say(describeCounts(counts, clock.now() - startedAt, signal.aborted || stoppedBy !== null));
  if (stoppedBy !== null) throw stoppedBy;

  const since = new Date(counts.firstRecordedAt ?? startedAt).toISOString();
  const follow = { processId: process.id, since, patienceMs, clock, signal };
  say(describeDeliveries(await followDeliveries(api, follow)));
  say(`Look at Deliveries in the dashboard, ${url.origin}, or at`);
  say(`  ${new URL(`/api/v1/deliveries?processId=${process.id}&since=${since}`, url).href}`);
}

function describeCounts(counts: Counts, tookMs: number, early: boolean): string {
  const byStatus = Object.entries(counts.calls).sort(([, a], [, b]) => b - a);
  const calls = byStatus.reduce((sum, [, count]) => sum + count, 0);
  const detail = byStatus.map(([status, count]) => `${count} ${status}`).join(", ");
  return [
    `${early ? "Stopped" : "Done"} after ${(tookMs / 1000).toFixed(1)} s: ` +
      `${counted(calls, "call")}${detail && ` (${detail})`}, ${counted(counts.schedules, "call back")} scheduled, ` +
      `${counted(counts.updates, "update")}, ${counted(counts.dropped, "lead")} dropped`,
    ...counts.reasons.map((reason) => `  ${reason}`),
  ].join("\n");
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function describeDeliveries(counts: DeliveryCounts): string {
  const { delivered, waiting, paused, failed, skipped, trouble } = counts;
  if (delivered + waiting + failed + skipped === 0) {
    return "Deliveries: none. Has the process an enabled callback? Add one under Advanced Settings.";
  }
  const pausedWords = paused > 0 ? ` (${paused} for a paused callback)` : "";
  const skippedWords = skipped > 0 ? `, ${skipped} skipped` : "";
  const figures = `${delivered} delivered, ${waiting} waiting${pausedWords}, ${failed} failed${skippedWords}`;
  return `Deliveries: ${figures}${trouble === null ? "" : `\n  ${trouble.count} ×: ${trouble.hint}`}`;
}
