import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Path of a database that does not exist yet, in a folder of its own that goes after the test file. */
export function newDatabaseFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "ringback-store-"));
  folders.push(folder);
  return join(folder, "data", "ringback.db");
}
