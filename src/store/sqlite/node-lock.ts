import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** How long to wait for the node before to let go, ms: a restart may overlap with the end of the last process. */
const patienceMs = 5_000;
/** SQLite's result code for what another connection holds. */
const busy = 5;

/**
 * Makes this process the only node on an embedded database: two would send everything twice. The lock is one of
 * the operating system's, held through an empty database beside the file, so that it ends with the process however
 * that ends.
 *
 * @returns lets go of it
 * @throws Error where another process holds it, or nothing can be written there
 */
export function lockForNode(file: string): () => void {
  mkdirSync(dirname(file), { recursive: true });
  const handle = new DatabaseSync(`${file}.lock`, { timeout: patienceMs });
  try {
    handle.exec("pragma locking_mode = exclusive; begin exclusive");
  } catch (error) {
    handle.close();
    const held = (error as { errcode?: number }).errcode === busy;
    const what = held
      ? `another Ringback runs on ${file}: stop it first, or use another DATABASE_URL`
      : `the database ${file} cannot be written: ${(error as Error).message}`;
    throw new Error(what, { cause: error });
  }
  return () => handle.close();
}
