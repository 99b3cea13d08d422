import { PostgresServer } from "../../test/support/postgres-server.ts";
import type { Teardown } from "./teardown.ts";

/**
 * Starts PostgreSQL on loopback with its own defaults (a commit is on disk before it is answered), in a
 * temporary folder.
 *
 * @returns its URL
 */
export async function startPostgres(teardown: Teardown): Promise<string> {
  const server = await PostgresServer.start();
  teardown.defer(() => server.remove());
  return server.url();
}
