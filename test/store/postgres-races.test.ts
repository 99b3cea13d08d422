import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { StoreUnavailable } from "../../src/store/engine.ts";
import type { Store } from "../../src/store/operations.ts";
import { openPostgres } from "../../src/store/postgres/host.ts";
import { PostgresDatabases } from "../support/postgres-databases.ts";
import { runSql } from "../support/postgres-server.ts";
import {
  addProcess,
  first,
  initiate,
  leasesOf,
  outcomeOf,
  report,
  retryAt,
  start,
  type World,
  worldOf,
} from "./world.ts";

let databases: PostgresDatabases;
let url: string;
/** Two nodes on one database. */
let world: World;
let other: Store;
beforeAll(async () => {
  databases = await PostgresDatabases.start();
}, 90_000);
afterAll(() => databases.remove(), 60_000);
beforeEach(async () => {
  url = await databases.emptied();
  world = await worldOf(() => openPostgres(url));
  other = await openPostgres(url);
});
afterEach(() => other.close());

const lease = (node: string, room = 1_000) => ({
  node,
  until: start + 300_000,
  room,
  full: [],
  cutOff: [],
});
const commitAt = (store: Store, node: string, batch: Partial<Parameters<Store["write"]["commit"]>[0]>) =>
  store.write.commit({ now: start, requests: [], outcomes: [], lease: lease(node), ...batch });
const request = (leadId: string) => ({ changes: [report(world.projectId, leadId)], idempotency: null });

/** While the database has this as its own default, what two nodes do that were opened meanwhile. */
async function withDefault(
  setting: string,
  value: string,
  work: (one: Store, another: Store) => Promise<void>,
): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await runSql(url, `alter database ${name} set ${setting} = '${value}'`);
  const nodes = [await openPostgres(url), await openPostgres(url)] as const;
  try {
    await work(...nodes);
  } finally {
    for (const node of nodes) await node.close();
    await runSql(url.replace(/\/[^/]+$/, "/postgres"), `alter database ${name} reset ${setting}`);
  }
}

describe("two nodes on one PostgreSQL", { timeout: 60_000 }, () => {
  it.each(["read committed", "repeatable read"])(
    "never leave what is held behind when one reports while the other finishes, where %s is the default",
    (isolation) =>
      withDefault("default_transaction_isolation", isolation, async (one, another) => {
        const leads = await Promise.all(Array.from({ length: 4 }, () => world.lead()));
        let open = (await Promise.all(leads.map((lead) => world.report(lead)))).flatMap(({ ready }) => ready);
        for (let round = 0; round < 40; round += 1) {
          const [finished, reported] = await Promise.all([
            commitAt(one, "node-a", { outcomes: open.map((delivery) => outcomeOf(delivery)) }),
            commitAt(another, "node-b", { requests: leads.toReversed().map(request) }),
          ]);
          open = [...finished.ready, ...reported.ready];
          const statuses = await world.statuses();
          expect(statuses.filter((status) => status === "pending")).toHaveLength(leads.length);
          expect(statuses.filter((status) => status === "held")).toEqual([]);
        }
      }),
  );

  it("number a lead's activities without a gap, and owe them in that order", async () => {
    const lead = await world.lead();
    const reports = Array.from({ length: 30 }, (_, n) =>
      commitAt(n % 2 === 0 ? world.store : other, n % 2 === 0 ? "node-a" : "node-b", {
        requests: [request(lead)],
      }),
    );
    await Promise.all(reports);
    const { rows } = await world.store.read.listActivities({
      projectId: world.projectId,
      leadId: lead,
      processId: null,
      type: null,
      before: null,
      limit: 100,
    });
    const bySequence = rows.toSorted((a, b) => a.sequence - b.sequence);
    expect(bySequence.map(({ sequence }) => sequence)).toEqual(reports.map((_, n) => n + 1));
    const owed = (await world.deliveries()).toSorted((a, b) => a.n - b.n);
    expect(owed.map((row) => row.activity_id)).toEqual(bySequence.map(({ id }) => id));
    expect(owed.map((row) => row.status)).toEqual(owed.map((_, n) => (n === 0 ? "pending" : "held")));
  });

  it("take a phone, an email and a reference once", async () => {
    for (let round = 0; round < 10; round += 1) {
      const fields = [
        { phone: `+9198765432${10 + round}` },
        { email: `asha${round}@example.com` },
        { referenceId: `AB${round}` },
      ];
      for (const field of fields) {
        const changes = [initiate(world.projectId, world.processId, field)];
        const results = await Promise.all(
          [world.store, other].map((store, n) =>
            commitAt(store, `node-${n}`, { requests: [{ changes, idempotency: null }] }),
          ),
        );
        const made = results.flatMap(({ requests }) =>
          requests.map((result) => result.kind === "decided" && result.results.every(({ ok }) => ok)),
        );
        expect(made.toSorted()).toEqual([false, true]);
      }
    }
  });

  it("carry out a request with an Idempotency-Key once, and answer both the same", async () => {
    const lead = await world.lead();
    for (let round = 0; round < 10; round += 1) {
      const idempotency = {
        projectId: world.projectId,
        route: "activities",
        key: `k${round}`,
        requestHash: "a",
      };
      const keyed = { changes: [report(world.projectId, lead)], idempotency };
      const [one, two] = await Promise.all([
        commitAt(world.store, "node-a", { requests: [keyed] }),
        commitAt(other, "node-b", { requests: [keyed] }),
      ]);
      expect(one.requests).toEqual(two.requests);
      expect(await world.deliveries()).toHaveLength(round + 1);
    }
  });

  it("claim each delivery once", async () => {
    const { rows } = await addProcess(world.store, world.projectId, [{ delivery_order: "none" }]);
    const processId = first(rows).process_id;
    const leads = await Promise.all(Array.from({ length: 10 }, () => world.lead({ processId })));
    await commitAt(other, "node-b", {
      requests: leads.flatMap((lead) => [request(lead), request(lead)]),
      lease: lease("node-b", 0),
    });
    const claim = (store: Store, node: string) =>
      store.write.claim({ node, now: start, until: start + 300_000, room: 15, perCallback: 15, full: [] });
    const claimed = await Promise.all([claim(world.store, "node-a"), claim(other, "node-b")]);
    const ns = claimed.flatMap(({ ready }) => ready.map(({ n }) => n));
    expect(new Set(ns).size).toBe(ns.length);
    expect(ns.length).toBeGreaterThanOrEqual(15);
  });

  it("decide by the settings that a Save which was answered has left", async () => {
    const lead = await world.lead();
    for (let round = 0; round < 10; round += 1) {
      const { process } =
        (await other.read.processById({ projectId: world.projectId, id: world.processId })) ?? {};
      let answered = false;
      const save = other.write
        .saveProcess({
          projectId: world.projectId,
          id: world.processId,
          revision: process?.revision ?? 0,
          fields: {},
          callbacks: [{ ...first(world.callbacks), enabled: round % 2 }],
          now: start,
        })
        .then((result) => {
          answered = true;
          return result;
        });
      while (!answered) await world.report(lead);
      expect(await save).toBe("saved");
      const before = (await world.deliveries()).length;
      await world.report(lead);
      expect((await world.deliveries()).length - before).toBe(round % 2);
    }
  });

  it("take turns when both send again what one lead had, one at a time", async () => {
    const { projectId } = world;
    const stores = [world.store, other];
    for (let round = 0; round < 10; round += 1) {
      const lead = await world.lead();
      for (const _ of stores)
        await world.commit({ outcomes: (await world.report(lead)).ready.map((ready) => outcomeOf(ready)) });
      const ended = (await world.deliveries()).filter((row) => row.lead_id === lead);
      const resent = ended.map(({ id }, index) =>
        stores[index]?.write.resendDelivery({ projectId, id, now: start }),
      );
      expect(await Promise.all(resent)).toEqual(["reopened", "reopened"]);
      const again = (await world.deliveries()).filter((row) => row.lead_id === lead);
      expect(again.map((row) => row.status).toSorted()).toEqual(["held", "pending"]);
    }
  });

  it("let no outcome of a node that was given up overwrite what another did", async () => {
    const delivery = first((await world.report(await world.lead())).ready);
    expect(await other.write.endLeases({ keep: "node-b", now: start + 300_001 })).toBe(1);
    const again = await other.write.claim({
      node: "node-b",
      now: start,
      until: start + 300_000,
      room: 10,
      perCallback: 10,
      full: [],
    });
    expect(again.ready.map(({ n }) => n)).toEqual([delivery.n]);
    // Failed for the one that lost it: nothing changes while the other sends.
    await world.commit({ outcomes: [retryAt(delivery, start + 60_000)] });
    expect(first(await world.deliveries())).toMatchObject({
      status: "pending",
      attempts: 0,
      leased_by: "node-b",
    });
    await world.store.write.handBack({ node: "node-a", leases: leasesOf([delivery]) });
    expect(first(await world.deliveries())).toMatchObject({ leased_by: "node-b" });
    await commitAt(other, "node-b", { outcomes: [outcomeOf(first(again.ready))] });
    await world.commit({ outcomes: [retryAt(delivery, start + 60_000)] });
    expect(first(await world.deliveries())).toMatchObject({ status: "delivered", due_at: null });
  });

  it("read a delivery with its attempts as they were at one moment", async () => {
    const lead = await world.lead();
    for (let round = 0; round < 40; round += 1) {
      const delivery = first((await world.report(lead)).ready);
      const reads = Array.from({ length: 4 }, () =>
        other.read.deliveryInFull({ projectId: world.projectId, id: delivery.id }),
      );
      await world.commit({ outcomes: [outcomeOf(delivery)] });
      for (const found of await Promise.all(reads))
        expect(found?.attempts.length).toBe(found?.row.status === "delivered" ? 1 : 0);
    }
  });

  it("are told that the database is unavailable where it takes no writes", () =>
    withDefault("default_transaction_read_only", "on", async (readOnly) => {
      const batch = { requests: [request("6964f2c80a7a6964f2c80a7a")] };
      await expect(commitAt(readOnly, "node-a", batch)).rejects.toThrow(StoreUnavailable);
      await expect(
        readOnly.write.insertProject({ id: "6964f2c80a7a6964f2c80a7b", name: "Test", created_at: start }),
      ).rejects.toThrow(StoreUnavailable);
      expect(await readOnly.read.listProjects()).toHaveLength(1);
    }));

  it("are told so where every connection is taken, by transactions that wait for a lock", async () => {
    const holder = runSql(url, "begin; lock table projects; select pg_sleep(8); commit");
    await new Promise((resolve) => setTimeout(resolve, 300));
    const waiting = Array.from({ length: 6 }, (_, n) =>
      other.write.insertProject({ id: `6964f2c80a7a6964f2c80a0${n}`, name: "Test", created_at: start }).then(
        () => "stored",
        (error: Error) => error.name,
      ),
    );
    const results = await Promise.all(waiting);
    expect(results.toSorted()).toEqual([
      "StoreUnavailable",
      "StoreUnavailable",
      "stored",
      "stored",
      "stored",
      "stored",
    ]);
    await holder;
  });
});
