import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";

export interface BenchOptions {
  /** Short runs, too short to be quoted. */
  quick: boolean;
  /** Also measures BullMQ. */
  baseline: boolean;
  /** Nodes on a PostgreSQL server of the bench's own; without it the embedded database is measured. */
  postgres?: string | true;
  /** Where to write what was measured, as JSON. */
  json?: string;
}

/** `bench/main.ts`, which only a clone has. */
interface BenchModule {
  runBench(figures: string[], options: BenchOptions): Promise<boolean>;
}

/** `ringback bench`: measures this clone on this machine, each figure beside its limit. */
export function registerBench(program: Command): void {
  program
    .command("bench")
    .description("measure this clone on this machine, each figure beside its limit (see bench/RESULTS.md)")
    .argument("[figures...]", "which to measure, by name; all without one, and a wrong name lists them")
    .option("--quick", "a look in a few minutes, too short to be quoted", false)
    .option("--baseline", "also BullMQ, where redis-server and PostgreSQL are installed", false)
    .option("--postgres [nodes]", "on PostgreSQL, with so many nodes (1 without a number), instead of SQLite")
    .option("--json <file>", "also write the figures to this file")
    .action(bench);
}

async function bench(figures: string[], options: BenchOptions): Promise<void> {
  const main = new URL("../../bench/main.ts", import.meta.url);
  if (!existsSync(fileURLToPath(main))) {
    console.error(
      "ringback bench runs from a clone of the repository: the published package does not carry it.",
    );
    process.exitCode = 1;
    return;
  }
  // The address is computed so that the build, which holds only src/, does not need the file.
  const { runBench } = (await import(main.href)) as BenchModule;
  if (!(await runBench(figures, options))) process.exitCode = 1;
}
