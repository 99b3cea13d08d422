import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { postgresIdentity, postgresPrograms } from "./postgres-programs.ts";

/** How long a server may take until it accepts connections, ms. */
const startMs = 60_000;

/** A PostgreSQL of its own on loopback, with its data in a temporary folder. */
export class PostgresServer {
  readonly port: number;
  readonly #bin: string;
  readonly #who = postgresIdentity();
  readonly #folder: string;
  readonly #settings: readonly string[];
  #server: ChildProcess | null = null;

  private constructor(port: number, bin: string, folder: string, settings: readonly string[]) {
    this.port = port;
    this.#bin = bin;
    this.#folder = folder;
    this.#settings = settings;
  }

  /**
   * Makes a database cluster and starts its server. It is killed with this process, whatever happens.
   *
   * @param settings such as `fsync=off`; PostgreSQL's own defaults otherwise (a commit is on disk before its answer)
   * @throws Error where there are no server programs for this machine
   */
  static async start(settings: readonly string[] = []): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), "ringback-postgres-"));
    const made = new PostgresServer(await freePort(), postgresPrograms(), folder, settings);
    const { uid, gid } = made.#who;
    if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
    const cluster = [
      "-D",
      made.#data,
      "-U",
      "postgres",
      "--auth=trust",
      "--encoding=UTF8",
      "--locale=C",
      "-N",
    ];
    execFileSync(join(made.#bin, "initdb"), cluster, {
      ...made.#who,
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    process.once("exit", () => {
      made.#server?.kill("SIGQUIT");
      rmSync(folder, { recursive: true, force: true });
    });
    await made.start();
    return made;
  }

  get #data(): string {
    return join(this.#folder, "data");
  }

  /** URL of one of its databases. */
  url(database = "postgres"): string {
    return `postgres://postgres@127.0.0.1:${this.port}/${database}`;
  }

  /** Starts the server again, with the data that it had, and waits until it accepts connections. */
  async start(): Promise<void> {
    const own = ["max_connections=200", ...this.#settings].flatMap((setting) => ["-c", setting]);
    const place = ["-D", this.#data, "-h", "127.0.0.1", "-p", String(this.port), "-k", this.#folder];
    const server = spawn(join(this.#bin, "postgres"), [...place, ...own], {
      ...this.#who,
      cwd: this.#folder,
      stdio: "ignore",
    });
    this.#server = server;
    for (const until = Date.now() + startMs; !(await accepts(this.url())); await sleep(50)) {
      if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode} at its start`);
      if (Date.now() > until) throw new Error("PostgreSQL does not accept connections");
    }
  }

  /** Stops the server: `SIGINT` in order, cutting connections off, `SIGQUIT` as in a crash. Its data stay. */
  async stop(signal: "SIGINT" | "SIGQUIT" = "SIGINT"): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill(signal);
    await ended;
  }

  /** Stops it and removes its data. */
  async remove(): Promise<void> {
    await this.stop("SIGQUIT");
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Runs one statement on a database, on a connection of its own. */
export async function runSql(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

async function accepts(url: string): Promise<boolean> {
  try {
    await runSql(url, "select 1");
    return true;
  } catch {
    return false;
  }
}

/** A loopback port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no TCP port was given");
  return address.port;
}
