import { type Kysely, sql } from "kysely";
import { remote } from "../host.ts";
import { migrate, missingMigrations } from "../migrations/migrate.ts";
import { reads, type Store, writes } from "../operations.ts";
import { ProcessCache } from "../process-cache.ts";
import type { Schema } from "../schema.ts";
import { DatabaseClock } from "./database-clock.ts";
import { overPool } from "./dialect.ts";
import { openPool, openPostgresReader, openPostgresWriter, words } from "./engine.ts";
import { asUnavailable } from "./failures.ts";
import { PostgresNodeLink } from "./node-link.ts";
import { makeVolumeAhead, volumesAt } from "./volumes.ts";

type Operation = (context: unknown, argument: unknown) => Promise<unknown>;

/** The schema of the database is older than this version. */
export class OldSchema extends Error {
  override name = "OldSchema";
}

export interface PostgresOptions {
  /** For what needs a session of its own, where `url` gives none. */
  directUrl?: string;
  /** How long it is asked what became of a commit whose answer was lost, ms. */
  patience?: number;
}

/**
 * Opens the store on PostgreSQL; it runs where it is called. Commits go one after the other, so that reports are
 * applied in the order in which they arrived here; everything else runs beside them.
 *
 * @param url for transactions and look-ups; it may lead through a pooler that shares connections between transactions
 * @throws OldSchema where `ringback migrate` has to be run first
 * @throws StoreUnavailable where the database does not answer
 */
export async function openPostgres(
  url: string,
  { directUrl = url, patience }: PostgresOptions = {},
): Promise<Store> {
  const reader = openPostgresReader(url);
  const engine = openPostgresWriter(url, patience);
  const clock = new DatabaseClock();
  const close = async () => {
    await reader.destroy();
    await engine.close();
  };
  try {
    await setClock(reader, clock);
    const missing = await missingMigrations(reader as unknown as Kysely<unknown>, words);
    if (missing.length > 0) throw new OldSchema(`the database lacks ${missing.join(", ")}`);
  } catch (error) {
    await close();
    throw asUnavailable(error);
  }
  const context = {
    engine,
    // Settings are read inside each transaction: another node may have changed them.
    get cache() {
      return new ProcessCache();
    },
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    read: remote(reads, (name, argument) =>
      (reads[name as keyof typeof reads] as Operation)(reader, argument).catch((error) => {
        throw asUnavailable(error);
      }),
    ),
    write: remote(writes, (name, argument) => {
      const run = () => (writes[name as keyof typeof writes] as Operation)(context, argument);
      if (name !== "commit") return run();
      const next = last.then(run, run);
      last = next.catch(() => undefined);
      return next;
    }),
    nodes: { clock, join: (listener) => PostgresNodeLink.join(directUrl, clock, listener) },
    heaps: async () => ({}),
    volumes: volumesAt(directUrl),
    async close() {
      await last;
      await close();
    },
  };
}

async function setClock(db: Kysely<Schema>, clock: DatabaseClock): Promise<void> {
  const asked = performance.now();
  const { rows } = await sql<{
    now: number;
  }>`select (extract(epoch from clock_timestamp()) * 1000)::bigint as now`.execute(db);
  clock.set(rows[0]?.now ?? Date.now(), asked, performance.now());
}

/**
 * Brings a PostgreSQL database to the schema of this version; two at a time wait for each other.
 *
 * @param url gives sessions of its own, past any pooler of transactions
 */
export async function migratePostgres(url: string): Promise<string[]> {
  const db = overPool(openPool(url, "write"));
  try {
    const applied = await migrate(db as unknown as Kysely<unknown>, words);
    await makeVolumeAhead(url);
    return applied;
  } catch (error) {
    throw asUnavailable(error);
  } finally {
    await db.destroy();
  }
}
