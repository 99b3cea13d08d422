import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/fakes/clock.ts";
import { newDatabaseFile } from "../../test/store/files.ts";
import { outcomeOf, report, start, worldOf } from "../../test/store/world.ts";
import { Committer, type Intake } from "./committer.ts";
import { type AttemptOutcome, type Engine, type ReadyDelivery, StoreUnavailable } from "./engine.ts";
import { storeInPlace } from "./host.ts";
import { openSqliteReader, openSqliteWriter } from "./sqlite/engine.ts";

/** What becomes of each transaction from now on, in order; afterwards all succeed. */
let fates: ("done" | Error)[] = [];

/** A committer over a database whose transactions fail as `fates` says, before they do anything. */
async function committing() {
  const file = newDatabaseFile();
  const real = await openSqliteWriter(file);
  const engine: Engine = {
    ...real,
    transaction(work) {
      const fate = fates.shift() ?? "done";
      return fate === "done" ? real.transaction(work) : Promise.reject(fate);
    },
  };
  const world = await worldOf(
    async () => storeInPlace(engine, openSqliteReader(file)),
    [{ delivery_order: "none" }],
  );
  const ready: ReadyDelivery[] = [];
  const lost: AttemptOutcome[] = [];
  const kept: (readonly ReadyDelivery[])[] = [];
  const intake: Intake = {
    room: () => ({ node: "node-a", until: start + 60_000, room: 1_000, full: [], cutOff: [] }),
    accept: (more) => void ready.push(...more),
    inDoubt: (_until, of) => void kept.push(of),
    spilled: () => {},
    overflowed: () => {},
    paused: () => {},
    lost: (outcome) => void lost.push(outcome),
  };
  const clock = new FakeClock(start);
  const committer = new Committer(world.store, clock, intake);
  const lead = await world.lead();
  const submit = () =>
    committer.submit({ changes: [report(world.projectId, lead)], idempotency: null }).then(
      ({ kind }) => kind,
      (error: Error) => error.name,
    );
  return { world, clock, committer, ready, lost, kept, lead, submit };
}

const bug = new Error("a bug");
const full = new StoreUnavailable("database or disk is full");

describe("a batch that a bug makes run one by one, and the disk fills midway", () => {
  it("says of each change what became of it: what was committed is answered as such", async () => {
    const { world, lead, ready, kept, submit } = await committing();
    fates = [bug, "done", "done", full];
    const told = await Promise.all([submit(), submit(), submit(), submit()]);
    expect(told).toEqual(["decided", "decided", "StoreUnavailable", "StoreUnavailable"]);
    const stored = await world.store.read.leadByTarget({
      projectId: world.projectId,
      target: { leadId: lead },
    });
    expect(stored?.sequence).toBe(2);
    // What they owe goes out at once, and once.
    expect(ready.map(({ id }) => id)).toEqual((await world.deliveries()).map(({ id }) => id));
    expect(ready).toHaveLength(2);
    // What else was leased may be stored, and nobody knows: all but these goes back.
    expect(kept).toEqual([ready]);
  });

  it("keeps the outcomes that were not reached, and stores each of them once", async () => {
    const { world, clock, committer, ready, lost, submit } = await committing();
    await Promise.all([submit(), submit(), submit()]);
    fates = [bug, "done", full];
    for (const delivery of ready.slice(0, 3)) committer.finish(outcomeOf(delivery));
    const refused = submit();
    expect(await refused).toBe("StoreUnavailable");
    expect([committer.blocked, committer.pendingOutcomes]).toEqual([true, 2]);
    expect(await world.statuses()).toEqual(["delivered", "pending", "pending"]);
    await clock.advance(250);
    await committer.drained();
    expect(await world.statuses()).toEqual(["delivered", "delivered", "delivered"]);
    expect((await world.deliveries()).map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
    expect(lost).toEqual([]);
  });

  it("keeps all of them where not even the first could be written", async () => {
    const { world, clock, committer, ready, submit } = await committing();
    await Promise.all([submit(), submit()]);
    fates = [bug, full];
    for (const delivery of ready) committer.finish(outcomeOf(delivery));
    expect(await submit()).toBe("StoreUnavailable");
    expect(committer.pendingOutcomes).toBe(2);
    await clock.advance(250);
    await committer.drained();
    expect(await world.statuses()).toEqual(["delivered", "delivered"]);
  });
});
