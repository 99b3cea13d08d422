import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPostgres } from "./postgres.ts";
import type { Teardown } from "./teardown.ts";

const program = fileURLToPath(new URL("../../bin/ringback.js", import.meta.url));

/** How many nodes the servers of this run have on PostgreSQL; 0 for the embedded database. */
let nodesOnPostgres = 0;

export function putOnPostgres(nodes: number): void {
  nodesOnPostgres = nodes;
}

export const isOnPostgres = (): boolean => nodesOnPostgres > 0;

/** What a server is told of its database, and how many nodes share it. */
export interface Database {
  nodes: number;
  env: Record<string, string>;
}

/** A new database as this run has it: a file in the folder, or a PostgreSQL server with its own defaults. */
export async function newDatabase(teardown: Teardown, folder: string): Promise<Database> {
  if (nodesOnPostgres === 0)
    return { nodes: 1, env: { DATABASE_URL: `file:${join(folder, "ringback.db")}` } };
  const env = { DATABASE_URL: await startPostgres(teardown), SECRET_KEY: "a key that only the bench uses" };
  execFileSync(process.execPath, [program, "migrate"], { env: { ...process.env, ...env }, stdio: "ignore" });
  return { nodes: nodesOnPostgres, env };
}
