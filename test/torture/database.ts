import { existsSync, mkdtempSync, rmSync } from "node:fs";
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

/**
 * The embedded engine on a fresh file. Another engine takes its place with another function of this shape.
 *
 * @param wrap puts a fault into the engine; nothing by default
 */
export async function openDatabase(wrap: (engine: Engine) => Engine = (engine) => engine): Promise<Database> {
  const folder = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), "ringback-torture-"));
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
