import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openPostgres } from "../../src/store/postgres/host.ts";
import { Pooler } from "../fakes/pooler.ts";
import { PostgresDatabases } from "../support/postgres-databases.ts";
import { describeChains } from "./contract/chains.ts";
import { describeClaiming } from "./contract/claiming.ts";
import { describeFinishing } from "./contract/finishing.ts";
import { describeJobs } from "./contract/jobs.ts";
import { describeSaving } from "./contract/saving.ts";
import { describeWriting } from "./contract/writing.ts";
import { Listener } from "./listener.ts";
import { start, worldOf } from "./world.ts";

/** Fewer sessions than a node has connections. */
const size = 3;

let databases: PostgresDatabases;
let directUrl: string;
let pooler: Pooler;
beforeAll(async () => {
  databases = await PostgresDatabases.start();
  directUrl = await databases.emptied();
  pooler = await Pooler.start(directUrl, size);
}, 90_000);
afterAll(async () => {
  await pooler?.close();
  await databases.remove();
}, 60_000);

async function open() {
  await databases.emptied();
  return openPostgres(pooler.url, { directUrl });
}

/** What outlives a transaction, in each session that the pooler has. */
async function leftBehind(): Promise<string[]> {
  const clients = Array.from({ length: size }, () => new Client({ connectionString: pooler.url }));
  try {
    for (const client of clients) await client.connect();
    // One session each, until all have one.
    await Promise.all(clients.map((client) => client.query("begin")));
    const answers = await Promise.all(
      clients.map((client) =>
        client.query<{ what: string }>(
          `select 'setting ' || name as what from pg_settings where source = 'session'
           union all select 'lock ' || objid from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()
           union all select 'channel ' || channel from pg_listening_channels() channel
           union all select 'table ' || relname from pg_class where relnamespace = pg_my_temp_schema()
           union all select 'cursor ' || name from pg_cursors where is_holdable`,
        ),
      ),
    );
    return answers.flatMap(({ rows }) => rows.map(({ what }) => what));
  } finally {
    for (const client of clients) await client.end();
  }
}

describe("PostgreSQL behind a pooler of transactions", { timeout: 60_000 }, () => {
  // What lies beside these reads and writes by the same few ways.
  describeWriting(open);
  describeChains(open);
  describeClaiming(open);
  describeFinishing(open);
  describeJobs(open);
  describeSaving(open);

  it("carries what is saved through it to who listens past it, and is not asked for sessions", async () => {
    const world = await worldOf(open);
    const listener = new Listener("a");
    const link = await world.store.nodes?.join(listener);
    try {
      await world.store.write.setSecrets({
        projectId: world.projectId,
        id: world.callbacks[0]?.id ?? "",
        secret: "sealed",
        previousSecret: null,
        previousUntil: null,
      });
      await vi.waitFor(
        () => expect(listener.messages).toEqual([{ kind: "settings", projectIds: [world.projectId] }]),
        20_000,
      );
      const cutoffs = { done: start, failed: start };
      await world.store.volumes?.tend({ now: start, cutoffs, lengthMs: 1, isStopped: () => false });
      await world.report(await world.lead());
      expect(await leftBehind()).toEqual([]);
    } finally {
      await link?.leave();
    }
  });
});
