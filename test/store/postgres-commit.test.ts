import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { begun, type Engine, Sent } from "../../src/store/engine.ts";
import type { Store } from "../../src/store/operations.ts";
import { openPostgresWriter } from "../../src/store/postgres/engine.ts";
import { migratePostgres, openPostgres } from "../../src/store/postgres/host.ts";
import { PostgresProxy } from "../support/postgres-proxy.ts";
import { PostgresServer } from "../support/postgres-server.ts";
import { addProject, first, outcomeOf, start } from "./world.ts";

let server: PostgresServer;
let proxy: PostgresProxy;
let store: Store;

beforeAll(async () => {
  server = await PostgresServer.start(["fsync=off"]);
  await migratePostgres(server.url());
  proxy = await PostgresProxy.start(server.port);
  store = await openPostgres(proxy.url(server.url()), { patience: 2_500 });
}, 90_000);
afterAll(async () => {
  await store.close();
  proxy.close();
  await server.remove();
}, 60_000);

/** Commits in doubt: the server has them, and says so to nobody. */
async function inDoubt(work: () => Promise<unknown>): Promise<void> {
  proxy.cut = "after";
  proxy.silent = true;
  try {
    await expect(work()).rejects.toMatchObject({ name: "StoreUnavailable", inDoubt: true });
  } finally {
    proxy.silent = false;
  }
}

describe("a connection that is lost at the commit", () => {
  it.each([
    { when: "after", says: "is answered as done where the commit was carried out" },
    { when: "before", says: "is answered as not done where it never arrived" },
  ] as const)("$when it: $says", async ({ when }) => {
    const world = await addProject(store, [{}]);
    const lead = await world.lead();
    const before = proxy.cuts;
    proxy.cut = when;
    const until = start + (when === "after" ? 1_001 : 1_002);
    const reported = world.report(lead, {}, { until });
    if (when === "after") expect(await reported).toMatchObject({ results: [{ ok: true }], unheard: true });
    else await expect(reported).rejects.toMatchObject({ name: "StoreUnavailable", inDoubt: false });
    expect(proxy.cuts).toBe(before + 1);
    expect(await world.deliveries()).toHaveLength(when === "after" ? 1 : 0);
    const lost = { node: "node-a", leases: [{ until, kept: [] }] };
    expect(await store.write.handBackInDoubt(lost)).toBe(when === "after" ? 1 : 0);
    expect((await world.claim()).ready).toHaveLength(when === "after" ? 1 : 0);
    // And goes on, on another connection.
    expect((await world.report(lead)).results).toMatchObject([{ ok: true }]);
  });

  it("is in doubt where the server crashed meanwhile, which may give the transaction's number to another", async () => {
    const world = await addProject(store, [{}]);
    const lead = await world.lead();
    const before = proxy.cuts;
    proxy.cut = "after";
    const reported = expect(world.report(lead)).rejects.toMatchObject({ inDoubt: true });
    while (proxy.cuts === before) await new Promise((resolve) => setTimeout(resolve, 5));
    await server.stop("SIGQUIT");
    await server.start();
    await reported;
    expect((await world.report(lead)).results).toMatchObject([{ ok: true }]);
  });

  it("leaves a lease that nobody learnt of, and it goes back by its end", async () => {
    const world = await addProject(store, [{}]);
    const lead = await world.lead();
    const until = start + 12_345;
    await inDoubt(() => world.report(lead, {}, { until }));
    expect((await world.deliveries()).map((row) => row.leased_until)).toEqual([until]);
    const lost = { node: "node-a", leases: [{ until, kept: [] }] };
    expect(await store.write.handBackInDoubt(lost)).toBe(1);
    await inDoubt(() => world.claim({ now: Date.now() }));
    const claimed = first(await world.deliveries()).leased_until;
    if (claimed === null) throw new Error("not claimed");
    expect(await store.write.handBackInDoubt(lost)).toBe(0);
    lost.leases = [{ until: claimed, kept: [] }];
    expect(await store.write.handBackInDoubt(lost)).toBe(1);
    expect((await world.claim({ now: Date.now() })).ready).toHaveLength(1);
  });
});

describe("a connection that is lost before anything of outcomes was answered", () => {
  it.each(["before", "after"] as const)(
    "%s the server got them: they are in doubt, and stored once when they come again",
    async (when) => {
      const world = await addProject(store, [{}]);
      const lead = await world.lead();
      const sent = first((await world.report(lead)).ready);
      await world.report(lead);
      const outcomes = [outcomeOf(sent)];
      const until = start + 23_456;
      const before = proxy.cuts;
      proxy.cut = when;
      const refused = { name: "StoreUnavailable", inDoubt: true };
      await expect(world.commit({ outcomes, lease: { until } })).rejects.toMatchObject(refused);
      expect(proxy.cuts).toBe(before + 1);
      const stored = when === "after";
      // The server may still be at it.
      await expect
        .poll(() => world.statuses())
        .toEqual(stored ? ["delivered", "pending"] : ["pending", "held"]);
      // What it leased goes back, and what it stored is stored no second time.
      const lost = { node: "node-a", leases: [{ until, kept: [] }] };
      expect(await store.write.handBackInDoubt(lost)).toBe(stored ? 1 : 0);
      const { ready, lost: none } = await world.commit({ outcomes });
      expect(none).toEqual([]);
      const claimed = (await world.claim()).ready;
      const [one, two] = await world.deliveries();
      expect([...ready, ...claimed].map(({ id }) => id)).toEqual([two?.id]);
      expect([one, two].map((row) => [row?.status, row?.attempts])).toEqual([
        ["delivered", 1],
        ["pending", 0],
      ]);
      const found = await store.read.deliveryInFull({ projectId: world.projectId, id: sent.id });
      expect(found?.attempts).toHaveLength(1);
    },
  );
});

describe("work whose end waits for no answers", () => {
  it("is rolled back where one of them is an error, which is what is told", async () => {
    const engine = openPostgresWriter(server.url());
    const world = await addProject(store, [{}]);
    const done = engine.transaction(async ({ hot }) => {
      begun(hot.deliveryStates([{ n: 1.5, projectId: "" }]));
      begun(hot.keepKeys([{ ...keyOf(world), results: "[]", createdAt: start }], 0));
      return new Sent(
        async () => "done",
        () => "done",
      );
    });
    await expect(done).rejects.toThrow(/invalid input syntax for type bigint/);
    expect(await known(engine, world)).toEqual([]);
    await engine.close();
  });

  it("is in doubt where it sends something behind the commit, which is not carried out", async () => {
    const engine = openPostgresWriter(server.url());
    const world = await addProject(store, [{}]);
    const key = { ...keyOf(world), results: "[]", createdAt: start };
    const late = engine.transaction(async ({ hot }) => {
      begun(hot.keepKeys([key], 0));
      return new Sent(
        async () => hot.keepKeys([{ ...key, key: "late" }], 0),
        () => {},
      );
    });
    await expect(late).rejects.toMatchObject({
      message: expect.stringMatching(/after the end/),
      inDoubt: true,
    });
    expect(await known(engine, world)).toEqual([key]);
    await engine.close();
  });

  const keyOf = ({ projectId }: { projectId: string }) => ({
    projectId,
    route: "r",
    key: "k",
    requestHash: "h",
  });
  const known = (engine: Engine, world: { projectId: string }) =>
    engine.transaction(async ({ hot }) => hot.knownKeys([keyOf(world), { ...keyOf(world), key: "late" }]));
});
