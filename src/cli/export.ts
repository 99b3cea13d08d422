import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { Argument, type Command } from "commander";
import { explained } from "./api.ts";
import { type ApiOptions, tokenOf, withApi } from "./api-options.ts";
import { streamOf } from "./api-stream.ts";
import { CliError, explainErrors } from "./cli-error.ts";

type Filters = Record<string, string | boolean | undefined>;
export type ExportOptions = ApiOptions & { output?: string } & Record<string, unknown>;

/** Options that narrow a list, and what the API calls them. */
const filters: Record<string, string> = {
  process: "processId",
  lead: "leadId",
  callback: "callbackId",
  reference: "referenceId",
  state: "state",
  disposition: "disposition",
  type: "type",
  status: "status",
  trigger: "trigger",
  search: "q",
  since: "since",
  until: "until",
  updatedSince: "updatedSince",
  masked: "masked",
};

/** Which of them each list has. */
const lists: Record<string, readonly string[]> = {
  leads: ["process", "state", "disposition", "search", "updatedSince", "masked"],
  activities: ["process", "lead", "type"],
  deliveries: ["process", "lead", "callback", "reference", "status", "trigger", "search", "since", "until"],
};

const help = `
${Object.entries(lists)
  .map(([list, names]) => `${`${list}:`.padEnd(12)}${names.map((name) => `--${dashed(name)}`).join(" ")}`)
  .join("\n")}

Examples:
  $ ringback export leads --process 6964f0a7a1b2c3d4e5f60718 --state interested > leads.csv
  $ ringback export deliveries --status failed --since 2026-01-01T00:00:00Z --output failed.csv
`;

/** Adds `ringback export`: leads, activities or deliveries as a CSV file, through the public API. */
export function registerExport(program: Command): void {
  withApi(program.command("export"))
    .addArgument(new Argument("<what>").choices(Object.keys(lists)))
    .summary("export leads, activities or deliveries as CSV")
    .description("Writes leads, activities or deliveries as a CSV file. Each has filters of its own.")
    .option("--process <id>", "of this process")
    .option("--lead <id>", "of this lead")
    .option("--callback <id>", "of this callback")
    .option("--reference <id>", "of leads with this reference")
    .option("--state <name>", "in this state")
    .option("--disposition <name>", "with this last disposition")
    .option("--type <type>", "of this type: call, schedule, update, note")
    .option("--status <status>", "with this status: delivered, waiting, retrying, held, failed, skipped")
    .option("--trigger <trigger>", "with this trigger, such as call.completed")
    .option("--search <text>", "that this search finds")
    .option("--since <time>", "since this time, such as 2026-01-12T00:00:00Z")
    .option("--until <time>", "until this time")
    .option("--updated-since <time>", "that were updated since this time, oldest first")
    .option("--masked", "with phones and emails masked")
    .option("--output <file>", "write to this file instead of the standard output")
    .addHelpText("after", help)
    .action((what: string, options: ExportOptions, command: Command) =>
      explainErrors(command, () => exportList(what, options, process.stdout)),
    );
}

/**
 * One run of `ringback export`.
 *
 * @throws CliError where it could not be read, or an option is no filter of this list
 */
export async function exportList(
  what: string,
  options: ExportOptions,
  out: NodeJS.WritableStream,
): Promise<void> {
  const given = options as Filters & ExportOptions;
  const known = lists[what] ?? [];
  const query: Record<string, string> = {};
  for (const [name, field] of Object.entries(filters)) {
    const value = given[name];
    if (value === undefined) continue;
    if (!known.includes(name)) throw new CliError(`--${dashed(name)} is no filter of ${what}`);
    query[field] = String(value);
  }
  const at = { url: options.url, token: tokenOf(options) };
  const file = await explained(streamOf(at, "GET", `/api/v1/${what}.csv`, { query }));
  if (options.output === undefined) await pipeline(file, out, { end: false });
  else await pipeline(file, createWriteStream(options.output));
}

function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
