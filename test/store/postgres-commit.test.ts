import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "../../src/store/operations.ts";
import { migratePostgres, openPostgres } from "../../src/store/postgres/host.ts";
import { PostgresServer } from "../support/postgres-server.ts";
import { addProject, first, start } from "./world.ts";

/** When a connection is cut: before the server gets the commit, or before the client gets its answer. */
type Cut = "none" | "before" | "after";

let server: PostgresServer;
let proxy: Server;
let store: Store;
let cut: Cut = "none";
/** Cuts that happened. */
let cuts = 0;
/** While it is so, nobody tells what became of a transaction. */
let silent = false;

/** Between the store and its server, message by message as far as a commit goes. */
function forward(client: Socket): void {
  const upstream = connect(server.port, "127.0.0.1");
  let swallowed = false;
  client.on("data", (data) => {
    if (cut !== "none" && data.includes("commit\0")) {
      cuts += 1;
      swallowed = true;
      if (cut === "before") client.destroy();
      cut = "none";
      if (client.destroyed) return;
    }
    if (silent && data.includes("pg_xact_status")) client.destroy();
    else upstream.write(data);
  });
  upstream.on("data", (data) => (swallowed ? client.destroy() : client.write(data)));
  for (const socket of [client, upstream]) {
    socket.on("error", () => {});
    socket.on("close", () => (socket === client ? upstream : client).destroy());
  }
}

beforeAll(async () => {
  server = await PostgresServer.start(["fsync=off"]);
  await migratePostgres(server.url());
  proxy = createServer(forward);
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const url = new URL(server.url());
  url.port = String((proxy.address() as AddressInfo).port);
  store = await openPostgres(url.href, { patience: 2_500 });
}, 90_000);
afterAll(async () => {
  await store.close();
  proxy.close();
  await server.remove();
}, 60_000);

/** Commits in doubt: the server has them, and says so to nobody. */
async function inDoubt(work: () => Promise<unknown>): Promise<void> {
  cut = "after";
  silent = true;
  try {
    await expect(work()).rejects.toMatchObject({ name: "StoreUnavailable", inDoubt: true });
  } finally {
    silent = false;
  }
}

describe("a connection that is lost at the commit", () => {
  it.each([
    { when: "after", says: "is answered as done where the commit was carried out" },
    { when: "before", says: "is answered as not done where it never arrived" },
  ] as const)("$when it: $says", async ({ when }) => {
    const world = await addProject(store, [{}]);
    const lead = await world.lead();
    const before = cuts;
    cut = when;
    const reported = world.report(lead);
    if (when === "after") expect((await reported).results).toMatchObject([{ ok: true }]);
    else await expect(reported).rejects.toMatchObject({ name: "StoreUnavailable", inDoubt: false });
    expect(cuts).toBe(before + 1);
    expect(await world.deliveries()).toHaveLength(when === "after" ? 1 : 0);
    // And goes on, on another connection.
    expect((await world.report(lead)).results).toMatchObject([{ ok: true }]);
  });

  it("is in doubt where the server crashed meanwhile, which may give the transaction's number to another", async () => {
    const world = await addProject(store, [{}]);
    const lead = await world.lead();
    const before = cuts;
    cut = "after";
    const reported = expect(world.report(lead)).rejects.toMatchObject({ inDoubt: true });
    while (cuts === before) await new Promise((resolve) => setTimeout(resolve, 5));
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
