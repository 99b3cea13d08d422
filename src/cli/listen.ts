import { type Command, Option } from "commander";
import type { RingbackClient } from "../client/index.ts";
import { systemClock } from "../platform/clock.ts";
import { parseVerificationKey, type VerificationKey } from "../platform/verify-signature.ts";
import { apiClient, explained } from "./api.ts";
import { tokenOption, urlOption } from "./api-options.ts";
import { CliError, explainErrors } from "./cli-error.ts";
import { interruption, untilAborted } from "./interrupt.ts";
import { type BehaviourOptions, behaviourOf, describeBehaviour } from "./listen/behaviour.ts";
import { arrivalAsJson, describeArrival, describeSummary, problemsOf } from "./listen/describe.ts";
import { ensureCallback } from "./listen/own-callback.ts";
import { type Arrival, startReceiver } from "./listen/receiver.ts";
import { decimalNumber, durationValue, httpUrl, wholeNumber } from "./option-values.ts";
import { painter } from "./paint.ts";

interface ListenOptions extends BehaviourOptions {
  port: number;
  host: string;
  secret?: string[];
  callback?: string;
  process?: string;
  api: URL;
  token?: string;
  forward?: URL;
  json?: true;
  quiet?: true;
}

const help = `
Where the secret is: in the dashboard, in the callback's block, under Signing secret. With --process or
--callback the command fetches it itself, by a token that has the scope "manage". With --process it also adds a
callback for this receiver's URL to that process, unless it has one.

Each request is answered 200 at once, unless told otherwise below. A wrong signature is shown, and answered
like the others: your own server should refuse it. Signatures older than 5 minutes count as wrong.

Examples:
  $ ringback listen
  $ ringback listen --process 6964f0a7a1b2c3d4e5f60718 --token rb_live_...
  $ ringback listen --secret whsec_…
  $ ringback listen --callback 6964f0a7a1b2c3d4e5f60718 --token rb_live_...
  $ ringback listen --port 0 --forward http://localhost:3000/api/lead-callback
  $ ringback listen --fail-rate 0.3 --delay 2s        what do retries and order look like?
  $ ringback listen --status 429 --retry-after 30s
  $ ringback listen --status 410                      ends the delivery and pauses the callback
  $ ringback listen --json | jq .sequence
`;

/** Adds `ringback listen`: a receiver on the developer's machine that verifies and shows what arrives. */
export function registerListen(program: Command): void {
  program
    .command("listen")
    .summary("receive callbacks here, verified and readable")
    .description("A receiver on this machine: verifies each callback's signature and shows what arrives.")
    .option("--port <port>", "port to listen on, 0 for any free one", wholeNumber(0, 65_535), 4000)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .addOption(
      new Option("--secret <secret>", "signing secret, whsec_… or whpk_… (repeatable)")
        .env("RINGBACK_SECRET")
        .argParser((text: string, before: string[] | undefined) => [...(before ?? []), text]),
    )
    .addOption(
      new Option(
        "--process <id>",
        "let this process call back here: add a callback unless it has one, and fetch its secret",
      ).conflicts(["secret", "callback"]),
    )
    .addOption(
      new Option("--callback <id>", "fetch the secret of this callback through the API").conflicts("secret"),
    )
    .addOption(urlOption("--api <url>", "where Ringback is, for --process and --callback"))
    .addOption(tokenOption("project token, for --process and --callback"))
    .option(
      "--forward <url>",
      "pass each request on, same headers and body, and answer what that answers",
      httpUrl,
    )
    .option("--status <code>", "answer this status", wholeNumber(200, 599))
    .option(
      "--fail-rate <share>",
      "answer only this share, at random, with --status (500)",
      decimalNumber(0, 1),
    )
    .option("--delay <duration>", "wait before each answer, e.g. 2s", durationValue)
    .option("--retry-after <duration>", "send Retry-After with --status (503)", durationValue)
    .option("--json", "one JSON object per request line (all else goes to stderr)")
    .option("--quiet", "show only what is wrong, and the summary")
    .addHelpText("after", help)
    .action((options: ListenOptions, command: Command) =>
      explainErrors(command, () => explained(listen(options))),
    );
}

async function listen(options: ListenOptions): Promise<void> {
  const notes = options.json ? process.stderr : process.stdout;
  const say = (text: string): boolean => notes.write(`${text}\n`);
  const behaviour = behaviourOf(options, options.forward !== undefined);
  const api = apiOf(options);
  const fetched = Promise.withResolvers<readonly VerificationKey[]>();
  const receiver = await startReceiver({
    host: options.host,
    port: options.port,
    keys: fetched.promise,
    behaviour,
    forwardTo: options.forward ?? null,
    clock: systemClock,
    random: Math.random,
    onArrival: (arrival) => show(arrival, options),
  });
  const keys = await keysOf(options, api, receiver.url, say).catch(async (error: unknown) => {
    await receiver.close();
    throw error;
  });
  fetched.resolve(keys);
  const paint = painter(notes);
  // From here on a Ctrl-C sums up; who reads the next line may press it at once.
  const interrupted = interruption();
  say(
    `Listening on ${paint("bold", receiver.url)} (any path): the Lead Update URL. Ctrl-C sums up and ends.`,
  );
  say(`Signatures: ${signatureWords(keys.length)}`);
  if (options.forward !== undefined) say(`Forwarding to ${options.forward.href}`);
  const special = describeBehaviour(behaviour);
  if (special !== null) say(`Misbehaving as asked: ${special}`);
  await untilAborted(interrupted);
  await receiver.close();
  say(`\n${describeSummary(receiver.summary(), paint)}`);
}

function show(arrival: Arrival, { json, quiet }: ListenOptions): void {
  if (quiet && problemsOf(arrival).length === 0) return;
  const line = json ? arrivalAsJson(arrival) : describeArrival(arrival, painter(process.stdout));
  process.stdout.write(`${line}\n`);
}

/** A client of the API where the options need one. */
function apiOf({ callback, process, api, token }: ListenOptions): RingbackClient | null {
  if (callback === undefined && process === undefined) return null;
  if (token !== undefined) return apiClient({ url: api, token });
  const option = process === undefined ? "--callback" : "--process";
  throw new CliError(`${option} needs --token or RINGBACK_TOKEN, with scope manage`);
}

/** The keys given, or those of the callback: during a rotation it has two. */
async function keysOf(
  { secret = [], callback, process }: ListenOptions,
  api: RingbackClient | null,
  url: string,
  say: (text: string) => void,
): Promise<VerificationKey[]> {
  if (api === null) return secret.map(readKey);
  let id = callback;
  if (process !== undefined) {
    const own = await ensureCallback(api, process, url);
    say(own.said);
    id = own.id;
  }
  if (id === undefined) throw new Error("a client of the API without a process or callback to ask about");
  const current = await api.get("/api/v1/callbacks/{id}/secret", { path: { id } });
  return [current.secret, ...(current.previous === null ? [] : [current.previous.secret])].map(readKey);
}

function readKey(text: string): VerificationKey {
  try {
    return parseVerificationKey(text);
  } catch (error) {
    throw new CliError(`--secret: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function signatureWords(keys: number): string {
  if (keys > 0) return `checked (${keys === 1 ? "1 secret" : `${keys} secrets`}, timestamps within 5 min)`;
  return "not checked. Copy the Signing secret from the callback's block and give it as --secret, or let --process <id> --token <token> fetch it";
}
