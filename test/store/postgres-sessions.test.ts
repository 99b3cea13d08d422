import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { sessionFault } from "../../src/store/postgres/sessions.ts";
import { Pooler } from "../fakes/pooler.ts";
import { PostgresServer, runSql } from "../support/postgres-server.ts";

let server: PostgresServer;
const poolers: Pooler[] = [];
beforeAll(async () => {
  server = await PostgresServer.start(["fsync=off"]);
}, 90_000);
afterEach(async () => {
  for (const pooler of poolers.splice(0)) await pooler.close();
});
afterAll(() => server.remove(), 60_000);

async function through(size: number, options?: { forgets: boolean }): Promise<string> {
  const pooler = await Pooler.start(server.url(), size, options);
  poolers.push(pooler);
  return pooler.url;
}

describe("the ways to a PostgreSQL", { timeout: 60_000 }, () => {
  it("are right without a pooler, and with a way past one", async () => {
    const directUrl = server.url();
    expect(await sessionFault({ url: directUrl, directUrl })).toBeNull();
    for (const size of [1, 3]) expect(await sessionFault({ url: await through(size), directUrl })).toBeNull();
  });

  it.each([1, 3])("are wrong where a session of %i is shared between transactions", async (size) => {
    const url = await through(size);
    expect(await sessionFault({ url, directUrl: url })).toBe("shared");
    expect(await sessionFault({ url: server.url(), directUrl: url })).toBe("shared");
  });

  it("are wrong where they lead to two databases", async () => {
    await runSql(server.url(), "create database another");
    const fault = await sessionFault({ url: await through(2), directUrl: server.url("another") });
    expect(fault).toBe("elsewhere");
  });

  it.each([1, 3])("are wrong where one of %i forgets what a client has prepared", async (size) => {
    const url = await through(size, { forgets: true });
    expect(await sessionFault({ url, directUrl: server.url() })).toBe("unprepared");
  });

  it("cannot be judged where one of them does not answer", async () => {
    const nowhere = "postgres://postgres@127.0.0.1:1/postgres";
    for (const urls of [
      { url: nowhere, directUrl: server.url() },
      { url: server.url(), directUrl: nowhere },
    ])
      await expect(sessionFault(urls)).rejects.toMatchObject({ name: "StoreUnavailable" });
  });
});
