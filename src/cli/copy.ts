import { existsSync } from "node:fs";
import type { Command } from "commander";
import { isPostgresUrl } from "../platform/config.ts";
import type { CopyProgress } from "../store/moving/copy.ts";
import { CliError, explainErrors } from "./cli-error.ts";
import { wrongSessions } from "./postgres-sessions.ts";

/** How often progress is shown, ms. */
const shownEveryMs = 1_000;

/** Adds `ringback copy`: from one machine to many. */
export function registerCopy(program: Command): void {
  program
    .command("copy")
    .summary("copy an embedded database to PostgreSQL")
    .description(
      "Copies an embedded database to an empty PostgreSQL one, then compares every row of both. Stop Ringback on the\n" +
        "file first. A copy that was cut off goes on where it stood. Use the same SECRET_KEY afterwards.",
    )
    .requiredOption("--from <url>", "the embedded database, file:…")
    .requiredOption("--to <url>", "the PostgreSQL database, postgres://…")
    .action((options: { from: string; to: string }, command: Command) =>
      explainErrors(command, () => copy(options)),
    );
}

async function copy({ from, to }: { from: string; to: string }): Promise<void> {
  const file = /^file:(.+)$/.exec(from)?.[1];
  if (file === undefined) throw new CliError("--from must be an embedded database: file:…");
  if (!isPostgresUrl(to)) throw new CliError("--to must be a PostgreSQL database: postgres://…");
  if (!existsSync(file)) throw new CliError(`there is no database at ${file}`);
  const wrong = await wrongSessions({ url: to, directUrl: to }, "--to");
  if (wrong !== null) throw new CliError(wrong);
  // Loaded only here: no other command needs both engines.
  const { copyToPostgres } = await import("../store/moving/copy.ts");
  let shownAt = 0;
  const onProgress = ({ step, table, rows, total }: CopyProgress) => {
    if (rows < total && Date.now() - shownAt < shownEveryMs) return;
    shownAt = Date.now();
    console.log(`${step} ${table}: ${rows.toLocaleString("en")} of ${total.toLocaleString("en")}`);
  };
  try {
    const counts = await copyToPostgres({ file, url: to, onProgress });
    const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
    console.log(
      `Copied and compared ${rows.toLocaleString("en")} rows of ${Object.keys(counts).length} tables.`,
    );
  } catch (error) {
    throw new CliError((error as Error).message);
  }
}
