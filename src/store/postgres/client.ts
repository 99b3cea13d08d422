import pg from "pg";
import { types } from "./dialect.ts";

/** How long each may take, ms. */
interface Limits {
  connectMs: number;
  answerMs?: number;
}

/** A connection of its own, which is not made yet. One that is lost later does not end the process. */
export function newClient(url: string, { connectMs, answerMs }: Limits): pg.Client {
  const client = new pg.Client({
    connectionString: url,
    application_name: "ringback",
    connectionTimeoutMillis: connectMs,
    ...(answerMs === undefined ? {} : { query_timeout: answerMs }),
    keepAlive: true,
    types,
  });
  client.on("error", () => {});
  return client;
}
