import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Surroundings, startServer } from "../../src/cli/server.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { type Config, parseConfig } from "../../src/platform/config.ts";
import { openSqliteThreads } from "../../src/store/host.ts";
import type { Store } from "../../src/store/operations.ts";
import { type Api, createClients } from "./api.ts";
import { createProject, type TestProject } from "./project.ts";

export interface TestServerOptions extends Partial<Surroundings> {
  /** Settings as the environment gives them, over those that tests need (`LEAD_RATE_LIMIT: "3"`). */
  env?: Record<string, string>;
  /** The local form, where callbacks may reach loopback receivers; true by default. */
  local?: boolean;
  /** Database file to go on with, for a second start; a new one in a folder of its own by default. */
  file?: string;
}

/** A real Ringback: its threads, its database file, its socket. */
export interface TestServer {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  readonly config: Config;
  /** The database file. */
  readonly file: string;
  readonly store: Store;
  /** A client with this token, or without any. */
  api(token?: string): Api;
  /** Makes a project with a token of each scope. */
  project(name?: string): Promise<TestProject>;
  /** Stops it in order. With `keep`, the database file stays for another start. */
  stop(options?: { keep?: boolean }): Promise<void>;
}

/** Limits that do not hinder tests of something else. */
const roomy = { LEAD_RATE_LIMIT: "1000000", DUPLICATE_LIMIT: "1000000" };

/**
 * Starts Ringback as `ringback start` does, in this process, on a free loopback port and a database file in a
 * temporary folder.
 *
 * @example
 * const server = await startTestServer({ clock: new FakeClock() });
 * const project = await server.project();
 * const process = await project.process();
 * const { json } = await project.api.get(`/api/v1/processes/${process.id}`);
 * await server.stop();
 */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { env = {}, local = true, file: given, ...surroundings } = options;
  const folder = given === undefined ? mkdtempSync(join(tmpdir(), "ringback-test-")) : null;
  const file = given ?? join(folder ?? "", "ringback.db");
  const config = parseConfig({
    PORT: "0",
    LOG_LEVEL: "silent",
    DATABASE_URL: `file:${file}`,
    SECRET_KEY: "a key that only tests use",
    ...roomy,
    ...env,
  });
  const store = await openSqliteThreads(file);
  const running = await startServer(config, store, {
    local,
    secretKey: config.secretKey ?? "",
    ...surroundings,
  });
  const clients = createClients(() => running.url);
  return {
    url: running.url,
    config,
    file,
    store,
    api: clients.api,
    project: (name = "Test") =>
      createProject({ store, api: clients.api, now: () => (surroundings.clock ?? systemClock).now() }, name),
    async stop({ keep = false } = {}) {
      await clients.close();
      await running.stop();
      if (folder !== null && !keep) rmSync(folder, { recursive: true, force: true });
    },
  };
}
