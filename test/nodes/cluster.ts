import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migratePostgres } from "../../src/store/postgres/host.ts";
import { type Greeting, type RingbackProcess, startRingback } from "../crash/child.ts";
import { Pooler } from "../fakes/pooler.ts";
import { type Api, createClients } from "../support/api.ts";
import { PostgresServer, runSql } from "../support/postgres-server.ts";

/** A Ringback process of a cluster. */
export interface Node {
  readonly process: RingbackProcess;
  /** With the token that may do everything. */
  readonly api: Api;
  readonly url: string;
}

/** Nodes in processes of their own, on a PostgreSQL of their own. */
export class Cluster {
  readonly postgres: PostgresServer;
  readonly #env: Record<string, string>;
  readonly #pooler: Pooler | null;
  readonly #folder = mkdtempSync(join(tmpdir(), "ringback-nodes-"));
  readonly #started: RingbackProcess[] = [];
  readonly #ends: (() => Promise<unknown>)[] = [];
  #first: Greeting | null = null;

  private constructor(postgres: PostgresServer, env: Record<string, string>, pooler: Pooler | null) {
    this.postgres = postgres;
    this.#env = env;
    this.#pooler = pooler;
  }

  /**
   * Starts PostgreSQL, with the newest schema and no node yet.
   *
   * @param pooledSessions how many a pooler of transactions has that stands before it; there is none by default
   */
  static async start(env: Record<string, string> = {}, pooledSessions = 0): Promise<Cluster> {
    // What a restart of the server alone can lose is what is meant; its files outlive it without being synced.
    const postgres = await PostgresServer.start(["fsync=off"]);
    await migratePostgres(postgres.url());
    const pooler = pooledSessions === 0 ? null : await Pooler.start(postgres.url(), pooledSessions);
    return new Cluster(postgres, env, pooler);
  }

  /** The project and process that the first node made. */
  get first(): Greeting {
    if (this.#first === null) throw new Error("no node has started yet");
    return this.#first;
  }

  /** Settings that put a node's own clock wrong. */
  wrongClock(byMs: number): Record<string, string> {
    const file = join(this.#folder, "wrong-clock.mjs");
    const code = `const real = Date.now.bind(Date); const by = ${byMs};
      globalThis.Date = class extends Date { constructor(...of) { super(...(of.length ? of : [real() + by])); } static now() { return real() + by; } };`;
    writeFileSync(file, code);
    return { NODE_OPTIONS: `--import=${file}` };
  }

  /** Starts a node and waits until it listens. */
  async node(env: Record<string, string> = {}): Promise<Node> {
    const process = startRingback("", {
      DATABASE_URL: this.#pooler?.url ?? this.postgres.url(),
      DATABASE_DIRECT_URL: this.postgres.url(),
      SECRET_KEY: "a key that every node of the test has",
      LEAD_RATE_LIMIT: "1000000",
      NODE_COMPILE_CACHE: join(this.#folder, "compile-cache"),
      ...this.#env,
      ...env,
    });
    this.#started.push(process);
    const greeting = await process.listening;
    this.#first ??= greeting;
    const clients = createClients(() => greeting.url);
    this.#ends.push(() => clients.close());
    return { process, api: clients.api(this.first.token ?? ""), url: greeting.url };
  }

  /** What is owed, how it is leased and who lives, by the database: for the message of a test that fails. */
  async standing(): Promise<string> {
    const now = "(extract(epoch from clock_timestamp()) * 1000)::bigint";
    const owed = await runSql(
      this.postgres.url(),
      `select status, lane, attempts, leased_by, leased_until - ${now} as lease_left_ms, min(${now} - created_at) as age_ms,
         count(*) as count, min(n) as first
       from deliveries where status in ('pending', 'held') group by 1, 2, 3, 4, leased_until order by first limit 20`,
    );
    const nodes = await runSql(
      this.postgres.url(),
      `select id, role, agreed, ${now} - seen_at as beat_ms from nodes`,
    );
    return JSON.stringify({ owed, nodes }, null, 1);
  }

  async remove(): Promise<void> {
    for (const process of this.#started) {
      process.signal("SIGCONT");
      await process.kill();
    }
    for (const end of this.#ends) await end();
    await this.#pooler?.close();
    await this.postgres.remove();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
