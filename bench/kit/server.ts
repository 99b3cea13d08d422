import { type ChildProcess, spawn } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { request } from "undici";
import { nowMs, sleep, until } from "./clock.ts";
import { newDatabase } from "./database.ts";
import { freePort, removeFolder, stop, temporaryFolder, track } from "./processes.ts";
import type { Teardown } from "./teardown.ts";

const program = fileURLToPath(new URL("../../bin/ringback.js", import.meta.url));
/** The first start in a clone also builds the dashboard. */
const firstStartMs = 180_000;

/** The product as users start it, with its database in a temporary folder. */
export class Server {
  readonly port: number;
  /** The API token that its first start printed. */
  token = "";
  readonly #folder: string;
  readonly #env: Record<string, string>;
  #process: ChildProcess | null = null;

  constructor(port: number, folder: string, env: Record<string, string>) {
    this.port = port;
    this.#folder = folder;
    this.#env = env;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    if (this.#process?.pid === undefined) throw new Error("the server does not run");
    return this.#process.pid;
  }

  /**
   * Starts it and waits for `/readyz` to answer 200.
   *
   * @returns how long that took, in ms
   * @throws Error with the end of its log if it ends before
   */
  async start(): Promise<number> {
    const log = openSync(this.#log, "a");
    const environment = {
      ...process.env,
      HOST: "127.0.0.1",
      PORT: String(this.port),
      ...this.#env,
    };
    const began = nowMs();
    const child = track(
      spawn(process.execPath, [program, "start"], {
        cwd: this.#folder,
        env: environment,
        stdio: ["ignore", log, log],
      }),
    );
    this.#process = child;
    while (!(await isReady(this.origin))) {
      if (child.exitCode !== null)
        throw new Error(`the server ended with ${child.exitCode}:\n${this.#tail()}`);
      if (nowMs() - began > firstStartMs) throw new Error(`the server is not ready:\n${this.#tail()}`);
      await sleep(2);
    }
    const took = nowMs() - began;
    if (this.token === "" && this.#env.ROLE !== "worker")
      await until("the server prints its token", 5_000, 20, () => this.#findToken());
    return took;
  }

  /** Asks it to stop as an operator does, and waits for that. */
  async stop(): Promise<void> {
    if (this.#process !== null) await stop(this.#process, "SIGTERM");
    this.#process = null;
  }

  get #log(): string {
    return join(this.#folder, "server.log");
  }

  #tail(): string {
    return readFileSync(this.#log, "utf8").split("\n").slice(-20).join("\n");
  }

  #findToken(): boolean {
    this.token = /rb_live_[0-9A-Za-z]{40,}/.exec(readFileSync(this.#log, "utf8"))?.[0] ?? "";
    return this.token !== "";
  }
}

async function isReady(origin: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`${origin}/readyz`);
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}

async function startNode(teardown: Teardown, folder: string, env: Record<string, string>): Promise<Server> {
  const server = new Server(await freePort(), folder, env);
  teardown.defer(() => server.stop());
  await server.start();
  return server;
}

/** A server with a new database, ready; it and its database are gone with `teardown`. */
export async function startServer(teardown: Teardown): Promise<Server> {
  const folder = temporaryFolder();
  teardown.defer(() => removeFolder(folder));
  const { nodes, env } = await newDatabase(teardown, folder);
  const server = await startNode(teardown, folder, env);
  for (let node = 1; node < nodes; node += 1) {
    await startNode(teardown, temporaryFolder(), { ...env, ROLE: "worker" });
  }
  return server;
}
