/**
 * `npm run torture -- --seeds 1000 [--seed N] [--nodes N] [--seconds N]`: the deterministic simulation of delivery
 * (test/torture/), seed by seed. Prints what was covered and each failure with what happened before it. Exit code 1
 * where anything failed.
 */
import { parseArgs } from "node:util";
import { type SimulationResult, simulate } from "../test/torture/simulation.ts";
import { Totals } from "../test/torture/totals.ts";

const { values } = parseArgs({
  options: {
    /** How many seeds, one after the other. */
    seeds: { type: "string" },
    /** The first one; with it and no --seeds only this one runs, and its failure is shown. */
    seed: { type: "string" },
    /** How many nodes; left to the seed by default. */
    nodes: { type: "string" },
    /** Ends after so many seconds, whatever is left. */
    seconds: { type: "string" },
  },
});

function whole(name: keyof typeof values, fallback: number): number {
  const text = values[name];
  if (text === undefined) return fallback;
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} must be a whole number`);
  return Number(text);
}

function show({ seed, nodes, failure }: SimulationResult): void {
  if (failure === null) return;
  console.log(`\nseed ${seed} (${nodes} nodes): ${failure.message}`);
  for (const line of failure.trace) console.log(`  ${line}`);
  console.log(`  again: npm run torture -- --seed ${seed} --nodes ${nodes}`);
}

const first = whole("seed", Math.floor(Math.random() * 1_000_000_000));
const count = whole("seeds", values.seed === undefined ? 100 : 1);
const nodes = values.nodes === undefined ? {} : { nodes: whole("nodes", 1) };
const end = performance.now() + whole("seconds", 999_999_999) * 1_000;
const totals = new Totals();
console.log(`seeds ${first} to ${first + count - 1}`);
for (let seed = first; seed < first + count && performance.now() < end; seed += 1) {
  const result = await simulate({ seed, ...nodes });
  show(result);
  totals.add(result);
}
for (const line of totals.lines()) console.log(line);
process.exitCode = totals.failures > 0 ? 1 : 0;
