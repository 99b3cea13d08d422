import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeMachine } from "../../bench/kit/machine.ts";
import { machineLine } from "../../bench/print.ts";
import { pause } from "../crash/traffic.ts";
import { Samples, type Trend } from "./samples.ts";
import { type Side, startSide } from "./side.ts";

/** Kill rounds of a minute: 300 in the half hour that a soak takes. */
const killsAMinute = 10;
/** One round in so many is killed again while it starts. */
const killedAtStart = 6;
/** One round in so many begins a replay right before the kill. */
const replayedBefore = 3;
/** How long ended deliveries are kept, days: so that much is removed, and so that nothing is. */
const kept = { briefly: 0.0005, all: 30 };
/** In less than this nothing has settled yet, and what grows says nothing. */
const leastMinutes = 4;
const minuteMs = 60_000;

/**
 * Puts two Ringbacks under steady load: one is left alone, to see whether its memory or what it keeps of deliveries
 * grows; the other is killed again and again, also in the midst of replays. Both have to keep every promise. Prints one summary.
 *
 * @returns whether every promise held
 */
export async function soak(minutes: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "ringback-soak-"));
  const machine = describeMachine();
  const sides: Side[] = [];
  try {
    const begin = async (name: string, keptDays: number) => {
      mkdirSync(join(folder, name));
      const side = await startSide({ folder: join(folder, name), workers: 4, pauseMs: 50, keptDays });
      sides.push(side);
      return side;
    };
    const [steady, killed] = [await begin("steady", kept.briefly), await begin("killed", kept.all)];
    const samples = new Samples(steady.pid, steady.file);
    const rounds = await killFor(killed, minutes);
    samples.stop();
    console.log(`\n${minutes} min of load, ${rounds} kills; ${machineLine(machine)}`);
    const broken = [...(await report("left alone", steady)), ...(await report("killed", killed))];
    broken.push(...grown(samples, minutes));
    for (const side of sides) {
      const code = await side.stop();
      if (code !== 0) broken.push(`ended with ${code} when it was asked to stop`);
    }
    for (const what of broken) console.log(`BROKEN: ${what}`);
    console.log(broken.length === 0 ? "Every promise held." : `${broken.length} promises were broken.`);
    return broken.length === 0;
  } finally {
    for (const side of sides) await side.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Kills it at even distances until the time is up and every round was made. Returns how many it were. */
async function killFor(side: Side, minutes: number): Promise<number> {
  const rounds = Math.max(1, Math.round(minutes * killsAMinute));
  const every = minuteMs / killsAMinute;
  const begun = Date.now();
  for (let round = 1; round <= rounds; round += 1) {
    const at = begun + (round - 1 + Math.random()) * every;
    await pause(Math.max(0, at - Date.now()));
    if (round % replayedBefore === 0) await side.replay();
    await side.kill(round % killedAtStart === 0);
    if (round % killsAMinute === 0) console.log(`${round} of ${rounds} kills`);
  }
  await pause(Math.max(0, begun + minutes * minuteMs - Date.now()));
  return rounds;
}

async function report(name: string, side: Side): Promise<string[]> {
  const broken = await side.check();
  const jobs = await side.jobs();
  broken.push(...jobs.broken);
  const { activities, updates } = side.load.acknowledged;
  const all = [...side.arrivals.values()];
  const requests = all.reduce((sum, arrivals) => sum + arrivals.requests, 0);
  const deliveries = all.reduce((sum, arrivals) => sum + arrivals.deliveries, 0);
  console.log(
    `${name}: ${activities.length} activities and ${updates.length} updates acknowledged; ` +
      `${deliveries} deliveries arrived in ${requests} requests; ${jobs.done} replays of ${jobs.opened} done; ` +
      `${broken.length} promises broken`,
  );
  return broken.map((what) => `${name}: ${what}`);
}

/** Prints how memory and database went. Returns what grew. */
function grown(samples: Samples, minutes: number): string[] {
  const { memory, keptSeconds } = samples;
  const { deliveriesMb, freeMb } = samples.space;
  const line = (what: string, { second, last }: Trend, unit: string) =>
    `${what}: ${second.toFixed(0)}${unit} in the second fifth, ${last.toFixed(0)}${unit} in the last ` +
    `(${((last / second - 1) * 100).toFixed(1)} %, medians)`;
  console.log(line("memory of the one left alone", memory, " MB"));
  console.log(line("deliveries kept, in seconds of load (43 s are to be)", keptSeconds, " s"));
  console.log(
    `its database: ${samples.fileMb.toFixed(0)} MB at the end, of which deliveries and attempts ` +
      `${deliveriesMb.toFixed(0)} MB, free ${freeMb.toFixed(0)} MB; log at most ${samples.mostLogMb.toFixed(0)} MB`,
  );
  if (minutes < leastMinutes) {
    console.log(`in less than ${leastMinutes} min it is not judged what grew`);
    return [];
  }
  return [
    ...(memory.grew ? ["memory grew"] : []),
    ...(keptSeconds.grew ? ["what is kept of deliveries grew"] : []),
  ];
}
