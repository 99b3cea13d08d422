/** What `ringback bench` runs: the chosen figures, each beside its limit measured in the same run. */
import { writeFileSync } from "node:fs";
import type { BenchOptions } from "../src/cli/bench.ts";
import { bareLoop, measureBareLoop } from "./bare-loop.ts";
import { baselineBullMq, measureBullMq } from "./baseline-bullmq.ts";
import { claim } from "./claim.ts";
import { deliveriesPage } from "./deliveries-page.ts";
import { endToEnd, measureEndToEnd } from "./end-to-end.ts";
import { type Bench, type Figure, fullSizes, type Measurement, quickSizes } from "./figure.ts";
import { isolation } from "./isolation.ts";
import { putOnPostgres } from "./kit/database.ts";
import { describeMachine } from "./kit/machine.ts";
import { endAll } from "./kit/processes.ts";
import { Teardown } from "./kit/teardown.ts";
import { latency } from "./latency.ts";
import { memory } from "./memory.ts";
import { machineLine, measurementLine } from "./print.ts";
import { reports } from "./reports.ts";
import { start } from "./start.ts";
import { makeWaiting } from "./waiting.ts";

/** In the order in which they run: `claim` uses up some of what waits, so it comes after what counts it. */
const figures: Figure[] = [
  bareLoop,
  baselineBullMq,
  endToEnd,
  latency,
  reports,
  isolation,
  memory,
  deliveriesPage,
  claim,
  start,
];
/** No figure takes near as long; one that does is stuck, and is ended. */
const figureTimeoutMs = 30 * 60_000;

interface Result {
  figure: string;
  measurements: Measurement[];
  /** Why the figure could not be measured. */
  error?: string;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

function newBench(options: BenchOptions, teardown: Teardown): Bench {
  const sizes = options.quick ? quickSizes : fullSizes;
  let hasWaiting = false;
  return {
    sizes,
    baseline: options.baseline,
    bareLoop: once(() => measureBareLoop(sizes)),
    bullMq: once(async () => (options.baseline ? await measureBullMq(sizes) : null)),
    endToEnd: once(() => measureEndToEnd(sizes)),
    waiting: once(() => {
      hasWaiting = true;
      return makeWaiting(teardown, sizes, sizes.waiting);
    }),
    get hasWaiting() {
      return hasWaiting;
    },
  };
}

/** @throws Error naming a figure that there is none of */
function chosen(names: string[], baseline: boolean): Figure[] {
  const known = figures.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`no figure ${unknown}; there are ${known.join(", ")}`);
  if (names.length > 0) return figures.filter(({ name }) => names.includes(name));
  return figures.filter((figure) => baseline || figure !== baselineBullMq);
}

/**
 * Runs the named figures (all without a name) and prints each as it is known. A figure that cannot be measured
 * is reported and the others go on.
 *
 * @returns whether every figure could be measured; a missed target is a result, not a failure
 */
export async function runBench(names: string[], options: BenchOptions): Promise<boolean> {
  const toRun = chosen(names, options.baseline);
  const machine = describeMachine();
  console.log(machineLine(machine));
  if (options.postgres !== undefined) {
    const nodes = options.postgres === true ? 1 : Number(options.postgres);
    if (!Number.isInteger(nodes) || nodes < 1) throw new Error("--postgres takes a number of nodes");
    putOnPostgres(nodes);
    console.log(`on PostgreSQL, ${nodes} node${nodes === 1 ? "" : "s"}`);
  }
  if (options.quick) console.log("quick: too short to be quoted");
  const teardown = new Teardown();
  const bench = newBench({ ...options, baseline: options.baseline || names.includes("bullmq") }, teardown);
  const results: Result[] = [];
  try {
    for (const figure of toRun) results.push(await runFigure(figure, bench));
  } finally {
    await teardown.run();
  }
  if (options.json !== undefined) {
    writeFileSync(options.json, `${JSON.stringify({ machine, quick: options.quick, results }, null, 2)}\n`);
  }
  return results.every(({ error }) => error === undefined);
}

async function runFigure(figure: Figure, bench: Bench): Promise<Result> {
  console.log(`\n${figure.name} (${figure.title})`);
  const timer = setTimeout(endAll, figureTimeoutMs);
  try {
    const measurements = await figure.run(bench);
    for (const measurement of measurements) console.log(`  ${measurementLine(measurement)}`);
    return { figure: figure.name, measurements };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.log(`  not measured: ${message}`);
    return { figure: figure.name, measurements: [], error: message };
  } finally {
    clearTimeout(timer);
  }
}
