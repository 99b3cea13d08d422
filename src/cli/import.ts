import { createReadStream, createWriteStream, statSync } from "node:fs";
import { basename } from "node:path";
import { type Readable, Transform } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { type Command, InvalidArgumentError } from "commander";
import { NoAnswer, type RingbackClient } from "../client/index.ts";
import type { Schemas } from "../client/schema.ts";
import { type Clock, systemClock } from "../platform/clock.ts";
import { apiClient, explained } from "./api.ts";
import { type ApiOptions, tokenOf, withApi } from "./api-options.ts";
import { streamOf } from "./api-stream.ts";
import { CliError, explainErrors } from "./cli-error.ts";
import { interruption } from "./interrupt.ts";
import { Progress } from "./simulate/progress.ts";
import { chooseProcess } from "./simulate/setup.ts";
import { sleep } from "./sleep.ts";

export interface ImportOptions extends ApiOptions {
  process?: string;
  map: Record<string, string>;
  dryRun?: boolean;
  init: boolean;
  errors?: string;
}

export interface ImportWorld {
  clock: Clock;
  signal: AbortSignal;
  /** The result goes to `out`, progress to `notes`. */
  out: NodeJS.WritableStream;
  notes: NodeJS.WriteStream;
}

type Import = Schemas["Import"];

/** Refused rows that are shown where they are not written to a file. */
const shown = 10;
/** How long an import that was broken off may take to end, ms, and how often it is asked. */
const [endsWithinMs, askEveryMs] = [10_000, 200];

const help = `
The first line of the file names its columns; what they are is guessed from their names, and --map goes before that.
A column can be name, firstName, lastName, phone, email, referenceId, groupId, metadata, metadata.<key>, or empty to
leave it out. Rows that cannot be taken are refused alone; the exit code is then 1.

Import again what was broken off: what is there already is told, not doubled.

Examples:
  $ ringback import leads.csv --dry-run
  $ ringback import leads.csv --process 6964f0a7a1b2c3d4e5f60718 --map "Handset=phone" --map "Notes="
  $ ringback import leads.csv --errors errors.csv
`;

/** Adds `ringback import`: leads from a CSV file through the public API. */
export function registerImport(program: Command): void {
  withApi(program.command("import <file>"))
    .summary("import leads from a CSV file")
    .description("Imports leads from a CSV file into a process, through the public API.")
    .option("--process <id>", "process of the leads (default: the first active one that the token sees)")
    .option("--map <column=field>", "what a column is; can be given several times", columnIs, {})
    .option("--dry-run", "say what would be imported, and store nothing")
    .option("--no-init", "leave the leads without a state until they are initiated")
    .option("--errors <file>", "write the rows that were not taken to this CSV file")
    .addHelpText("after", help)
    .action((file: string, options: ImportOptions, command: Command) =>
      explainErrors(command, () =>
        importLeads(file, options, {
          clock: systemClock,
          signal: interruption(),
          out: process.stdout,
          notes: process.stderr,
        }),
      ),
    );
}

function columnIs(value: string, before: Record<string, string>): Record<string, string> {
  const at = value.lastIndexOf("=");
  if (at < 1) throw new InvalidArgumentError('Give a column and what it is, such as "Handset=phone".');
  return { ...before, [value.slice(0, at)]: value.slice(at + 1) };
}

/**
 * One run of `ringback import`.
 *
 * @throws CliError where rows were refused or it did not come to its end; what was imported is said before
 */
export async function importLeads(file: string, options: ImportOptions, world: ImportWorld): Promise<void> {
  const { clock, signal, out } = world;
  const at = { url: options.url, token: tokenOf(options) };
  const api = apiClient({ ...at, clock, signal });
  const size = sizeOf(file);
  const { id: processId, name } = await explained(chooseProcess(api, options.process));
  const { map: columns, dryRun = false, init } = options;
  const begun = { fileName: basename(file).slice(-200), columns, dryRun, init };
  const path = { id: processId };
  const { id } = await explained(api.post("/api/v1/processes/{id}/imports", { path, body: begun }));
  const put = (bytes: Readable) =>
    streamOf(at, "PUT", `/api/v1/imports/${id}/file`, { file: { size, bytes }, signal });
  const done = await explained(upload(api, id, { put, size, file: createReadStream(file) }, world));
  const say = (line: string): boolean => out.write(`${line}\n`);
  const kept = dryRun ? "would be imported" : "imported";
  say(`${file} into ${name}: ${done.rows} rows, ${done.imported} ${kept}, ${told(done)}`);
  if (options.errors !== undefined) {
    const errors = await explained(streamOf(at, "GET", `/api/v1/imports/${id}/errors.csv`));
    await pipeline(errors, createWriteStream(options.errors));
    say(`Rows that were not taken are in ${options.errors}`);
  } else {
    for (const { row, column, error } of done.errors.slice(0, shown))
      say(`  row ${row}${column === null ? "" : `, ${column}`}: ${error}`);
    const more = done.existing + done.failed - Math.min(shown, done.errors.length);
    if (more > 0) say(`  and ${more} more: --errors <file> writes all of them`);
  }
  if (done.status === "cancelled") throw new CliError("cancelled; import the file again for the rest");
  if (done.error !== null) throw new CliError(done.error);
  if (done.failed > 0) throw new CliError(`${done.failed} ${done.failed === 1 ? "row" : "rows"} refused`);
}

const told = ({ existing, failed }: Import): string => `${existing} there already, ${failed} refused`;

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    throw new CliError(`there is no file ${file}`);
  }
}

/** Sends the file and says how far it is; returns what became of the import, also where it was broken off. */
async function upload(
  api: RingbackClient,
  id: string,
  { put, size, file }: { put: (bytes: Readable) => Promise<Readable>; size: number; file: Readable },
  { clock, signal, notes }: ImportWorld,
): Promise<Import> {
  const kib = (bytes: number): number => Math.ceil(bytes / 1024);
  const progress = new Progress(notes, clock, Math.max(1, kib(size)));
  let sent = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _, pass) {
      sent += chunk.length;
      progress.show(kib(sent), "KiB");
      pass(null, chunk);
    },
  });
  try {
    file.pipe(counted);
    file.once("error", (error) => counted.destroy(error));
    return JSON.parse(await text(await put(counted))) as Import;
  } catch (error) {
    if (!(error instanceof NoAnswer || signal.aborted)) throw error;
    if (signal.aborted) await api.post("/api/v1/imports/{id}/cancel", { path: { id } });
    const ended = await endOf(api, id, clock);
    return { ...ended, error: ended.error ?? (error as Error).message };
  } finally {
    progress.clear();
  }
}

/** The import once it has ended. */
async function endOf(api: RingbackClient, id: string, clock: Clock): Promise<Import> {
  const until = clock.now() + endsWithinMs;
  for (;;) {
    const found = await api.get("/api/v1/imports/{id}", { path: { id } });
    if (found.endedAt !== null || clock.now() >= until) return found;
    await sleep(clock, askEveryMs);
  }
}
