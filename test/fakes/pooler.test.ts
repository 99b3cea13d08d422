import { Client } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { PostgresServer } from "../support/postgres-server.ts";
import { Pooler } from "./pooler.ts";

let server: PostgresServer;
let pooler: Pooler;
const clients: Client[] = [];
beforeAll(async () => {
  server = await PostgresServer.start(["fsync=off"]);
  pooler = await Pooler.start(server.url(), 2);
}, 90_000);
afterEach(async () => {
  for (const client of clients.splice(0)) await client.end().catch(() => {});
});
afterAll(async () => {
  await pooler?.close();
  await server.remove();
}, 60_000);

async function client(settings: Record<string, unknown> = {}): Promise<Client> {
  const made = new Client({ connectionString: pooler.url, ...settings });
  made.on("error", () => {});
  clients.push(made);
  await made.connect();
  return made;
}
const session = async (of: Client) => (await of.query("select pg_backend_pid() as pid")).rows[0].pid;

describe("the pooler of the tests", () => {
  it("lends a session for a transaction, not for longer", async () => {
    const [a, b, c] = [await client(), await client(), await client()];
    await Promise.all([a.query("begin"), b.query("begin")]);
    const held = await session(a);
    expect(await session(a)).toBe(held);
    expect(await session(b)).not.toBe(held);
    // Only when one is given back.
    const waited = session(c);
    await a.query("commit");
    expect(await waited).toBe(held);
    await b.query("commit");
    expect(await session(a)).not.toBe(await session(a));
  });

  it("prepares what a client has prepared where it goes, and again what an error has passed over", async () => {
    const [a, b] = [await client(), await client()];
    await Promise.all([a.query("begin"), b.query("begin")]);
    await Promise.all([a.query("commit"), b.query("commit")]);
    const named = (of: Client, text: string) =>
      of.query({ name: "same", text: `select ${text} as text, $1::int as n`, values: [1] });
    for (let round = 0; round < 4; round += 1) {
      expect((await named(a, "'a'")).rows).toEqual([{ text: "a", n: 1 }]);
      expect((await named(b, "'b'")).rows).toEqual([{ text: "b", n: 1 }]);
    }
    const later = (of: Client) => of.query({ name: "later", text: "select $1::int as n", values: [2] });
    await a.query("begin");
    await expect(a.query("select 1 / 0")).rejects.toThrow("division by zero");
    await expect(later(a)).rejects.toThrow("aborted");
    await a.query("rollback");
    for (let round = 0; round < 4; round += 1) expect((await later(a)).rows).toEqual([{ n: 2 }]);
  });

  it("refuses what it cannot keep for a client", async () => {
    await expect(client({ statement_timeout: 1_000 })).rejects.toThrow(
      "unsupported startup parameter: statement_timeout",
    );
  });
});
