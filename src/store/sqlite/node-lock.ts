import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** How long to wait for the node before to let go, ms: a restart may overlap with the end of the last process. */
const patienceMs = 5_000;

/**
 * Makes this process the only node on an embedded database: two would send everything twice. The lock is one of
 * the operating system's, held through an empty database beside the file, so that it ends with the process however
 * that ends.
 *
 * @returns lets go of it
 * @throws Error where another process holds it
 */
export function lockForNode(file: string): () => void {
  mkdirSync(dirname(file), { recursive: true });
  const handle = new DatabaseSync(`${file}.lock`, { timeout: patienceMs });
  try {
    handle.exec("pragma locking_mode = exclusive; begin exclusive");
  } catch (error) {
    handle.close();
    throw new Error(`another Ringback runs on ${file}: stop it first, or use another DATABASE_URL`, {
      cause: error,
    });
  }
  return () => handle.close();
}
