import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Kysely } from "kysely";
import type { Engine } from "../../src/store/engine.ts";
import { storeInPlace } from "../../src/store/host.ts";
import type { Store } from "../../src/store/operations.ts";
import type { Schema } from "../../src/store/schema.ts";
import { openSqliteReader, openSqliteWriter } from "../../src/store/sqlite/engine.ts";

/** A database of its own for one simulation. */
export interface Database {
  store: Store;
  /** Reads it beside the store. */
  reader: Kysely<Schema>;
  close(): Promise<void>;
}

/** Where files cost no disk: what is simulated is no loss of power. */
const memory = "/dev/shm";
const place = existsSync(memory) ? memory : tmpdir();

/** Removes what simulations left there that were killed; those that still run keep theirs. */
export function removeLeftOvers(within = place): void {
  for (const folder of readdirSync(within)) {
    const [, owner] = /^ringback-torture-(\d+)-/.exec(folder) ?? [];
    if (owner !== undefined && !isAlive(Number(owner))) rmSync(join(within, folder), { recursive: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

removeLeftOvers();

/**
 * The embedded engine on a fresh file. Another engine takes its place with another function of this shape.
 *
 * @param wrap puts a fault into the engine; nothing by default
 */
export async function openDatabase(wrap: (engine: Engine) => Engine = (engine) => engine): Promise<Database> {
  // Named after the process that it belongs to.
  const folder = mkdtempSync(join(place, `ringback-torture-${process.pid}-`));
  const file = join(folder, "ringback.db");
  const store = storeInPlace(wrap(await openSqliteWriter(file)), openSqliteReader(file));
  const reader = openSqliteReader(file);
  return {
    store,
    reader,
    async close() {
      await reader.destroy();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}
