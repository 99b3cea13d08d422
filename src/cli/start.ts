import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Command } from "commander";
import { isLoopbackHost } from "../contract/loopback.ts";
import type { Config } from "../platform/config.ts";
import { commandName, version } from "../platform/version.ts";
import type { Store } from "../store/operations.ts";
import { createExampleProcess, createSignInToken, createToken, ensureProject } from "./first-run.ts";
import { serveUntilStopped } from "./serve.ts";
import { localKeyFile, openServingStore, readConfig, refuseSettings } from "./settings.ts";

/** Adds `ringback start`: everything on one machine, what `npm start` runs. */
export function registerStart(program: Command): void {
  program
    .command("start")
    .summary("run everything on this machine, ready to try")
    .description(
      "Runs everything on this machine. The first start makes a project with an example process and prints a link,\n" +
        "a token and the ids. For production, see `ringback serve`.",
    )
    .action(start);
}

async function start(): Promise<void> {
  const config = readConfig();
  const keyFile = localKeyFile(config);
  if (config.secretKey === null && keyFile === null)
    refuseSettings([
      "SECRET_KEY is required on postgres://, the same for every node: set it, or SECRET_KEY_FILE",
    ]);
  const secretKey = config.secretKey ?? localSecretKey(keyFile ?? "");
  const store = await openServingStore(config);
  await serveUntilStopped(config, store, {
    local: isLoopbackHost(config.host),
    secretKey,
    // The token is made only once it can be printed: a start that fails before must not use it up.
    onListening: async (url) => print(await greeting(config, store, await firstRun(store), url)),
  });
}

/** The key beside the database, made at the first start. */
function localSecretKey(path: string): string {
  if (existsSync(path)) return readFileSync(path, "utf8").trim();
  mkdirSync(dirname(path), { recursive: true });
  const key = randomBytes(32).toString("base64url");
  writeFileSync(path, `${key}\n`, { mode: 0o600, flag: "wx" });
  return key;
}

interface FirstRun {
  projectId: string;
  processId: string | null;
  /** Whole, at the first start only. */
  token: string | null;
}

async function firstRun(store: Store): Promise<FirstRun> {
  const project = await ensureProject(store);
  const [latest] = await store.read.listProcesses({
    projectId: project.id,
    q: null,
    status: null,
    before: null,
    limit: 1,
  });
  const tokens = await store.read.listTokens(project.id);
  if (tokens.length > 0) return { projectId: project.id, processId: latest?.id ?? null, token: null };
  const processId = latest?.id ?? (await createExampleProcess(store, project.id));
  const { token } = await createToken(store, {
    projectId: project.id,
    processId: null,
    name: "first token",
    scope: "manage",
  });
  return { projectId: project.id, processId, token };
}

async function greeting(config: Config, store: Store, first: FirstRun, url: string): Promise<string[]> {
  // With PORT=0 only the socket knows the port.
  const base = config.port === 0 ? url.replace("127.0.0.1", "localhost") : config.publicUrl;
  const link = `${base}/sign-in?token=${await createSignInToken(store)}`;
  const token = first.token ?? "rb_live_…";
  const api = base === "http://localhost:8080" ? "" : ` --api ${base}`;
  const at = base === "http://localhost:8080" ? "" : ` --url ${base}`;
  const process = first.processId === null ? "" : ` --process ${first.processId}`;
  return [
    `Ringback ${version} is running at ${base}`,
    `Dashboard  ${link}`,
    first.token === null
      ? `API token  shown at the first start; make another with: ${commandName} token create`
      : `API token  ${first.token}`,
    `Project    ${first.projectId}`,
    ...(first.processId === null ? [] : [`Process    ${first.processId}`]),
    "",
    "See a first delivery, in two more terminals:",
    `  ${commandName} listen${process} --token ${token}${api}`,
    `  ${commandName} simulate${process} --token ${token}${at}`,
  ];
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}
