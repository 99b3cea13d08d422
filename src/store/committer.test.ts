import { beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../test/fakes/clock.ts";
import { newDatabaseFile } from "../../test/store/files.ts";
import { first, outcomeOf, report, start, type World, worldOf } from "../../test/store/world.ts";
import { Committer, type Intake } from "./committer.ts";
import { type AttemptOutcome, type ReadyDelivery, StoreUnavailable } from "./engine.ts";
import { openSqliteInPlace } from "./host.ts";
import type { Store } from "./operations.ts";
import type { RequestResult } from "./storing-changes.ts";
import type { WriteBatch, WriteResult } from "./writer.ts";

/** Takes everything, and remembers it. */
class Taker implements Intake {
  readonly ready: ReadyDelivery[] = [];
  readonly pausedIds: string[] = [];
  readonly lostOutcomes: AttemptOutcome[] = [];
  readonly inDoubtUntil: number[] = [];
  spills = 0;
  overflows = 0;
  left = 1_000;
  full: string[] = [];

  room() {
    return { node: "node-a", until: start + 60_000, room: this.left, full: this.full, cutOff: [] };
  }
  accept(ready: readonly ReadyDelivery[]): void {
    this.ready.push(...ready);
  }
  inDoubt(until: number): void {
    this.inDoubtUntil.push(until);
  }
  spilled(): void {
    this.spills += 1;
  }
  overflowed(): void {
    this.overflows += 1;
  }
  paused(ids: readonly string[]): void {
    this.pausedIds.push(...ids);
  }
  lost(outcome: AttemptOutcome): void {
    this.lostOutcomes.push(outcome);
  }
}

async function turns(count = 20): Promise<void> {
  for (let n = 0; n < count; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe("Committer", () => {
  let world: World;
  let lead: string;
  let committer: Committer;
  let taker: Taker;
  let clock: FakeClock;
  let batches: WriteBatch[];
  /** What stands before each commit: fulfilled it goes on, rejected it fails. */
  let gate: () => Promise<void>;
  /** What of a commit's result is said otherwise. */
  let otherwise: Partial<WriteResult>;

  beforeEach(async () => {
    gate = async () => {};
    otherwise = {};
    batches = [];
    world = await worldOf(async () => {
      const real = await openSqliteInPlace(newDatabaseFile());
      const commit: Store["write"]["commit"] = async (batch) => {
        batches.push(batch);
        await gate();
        return { ...(await real.write.commit(batch)), ...otherwise };
      };
      return { ...real, write: { ...real.write, commit } };
    });
    lead = await world.lead();
    batches = [];
    clock = new FakeClock(start);
    taker = new Taker();
    committer = new Committer(world.store, clock, taker);
  });

  const submit = (count = 1): Promise<RequestResult> => {
    const changes = Array.from({ length: count }, () => report(world.projectId, lead));
    return committer.submit({ changes, idempotency: null });
  };
  const sequences = (results: readonly RequestResult[]) =>
    results
      .flatMap((result) => (result.kind === "decided" ? result.results : []))
      .map((result) => (result.ok && result.kind === "activity" ? JSON.parse(result.answer).sequence : null));

  it("commits together what arrives in the same turn, in the order of its arrival", async () => {
    const results = await Promise.all([submit(), submit(3), submit()]);
    expect(batches).toHaveLength(1);
    expect(results.map((result) => sequences([result]))).toEqual([[1], [2, 3, 4], [5]]);
    expect(taker.ready).toHaveLength(1);
  });

  it("answers after the commit, never before, and keeps the order over commits", async () => {
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    gate = () => opened;
    const answered: number[] = [];
    const all = [1, 2, 3].map(async (n) => {
      const result = await submit();
      answered.push(n);
      return result;
    });
    await turns();
    const late = submit();
    await turns();
    expect(answered).toEqual([]);
    open();
    expect(sequences([...(await Promise.all(all)), await late])).toEqual([1, 2, 3, 4]);
    expect(batches.length).toBeGreaterThan(1);
  });

  it("commits a large request alone rather than none at all", async () => {
    const [small, large] = await Promise.all([submit(), submit(1_000)]);
    expect(sequences([small, large]).at(-1)).toBe(1_001);
  });

  it("rejects changes that the database could not take: nothing of them happened", async () => {
    gate = () => Promise.reject(new StoreUnavailable("disk full"));
    await expect(submit()).rejects.toThrow(StoreUnavailable);
    gate = async () => {};
    expect(sequences([await submit()])).toEqual([1]);
    expect(taker.inDoubtUntil).toEqual([]);
    expect(await world.deliveries()).toHaveLength(1);
  });

  it("keeps outcomes that the database could not take, and stores them when it can", async () => {
    await submit();
    gate = () => Promise.reject(new StoreUnavailable("disk full"));
    committer.finish(outcomeOf(first(taker.ready)));
    await turns();
    expect([committer.blocked, committer.pendingOutcomes]).toEqual([true, 1]);
    // It does not try at once, nor with every change.
    const tried = batches.length;
    await expect(submit()).rejects.toThrow(StoreUnavailable);
    expect(batches.slice(tried).flatMap(({ outcomes }) => outcomes)).toEqual([]);
    let drained = false;
    void committer.drained().then(() => {
      drained = true;
    });
    await clock.advance(249);
    await turns();
    expect(committer.blocked).toBe(true);
    gate = async () => {};
    await clock.advance(1);
    await turns();
    expect([committer.blocked, committer.pendingOutcomes, drained]).toEqual([false, 0, true]);
    expect(await world.statuses()).toEqual(["delivered"]);
  });

  it("refuses more changes than may wait in memory", async () => {
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    gate = () => opened;
    const noLead = { leadId: "6964f2c80a7a6964f2c80a7a" };
    const many = Array.from({ length: 70_000 }, () => ({
      ...report(world.projectId, lead),
      target: noLead,
    }));
    const first = submit();
    await turns();
    const huge = committer.submit({ changes: many as never, idempotency: null });
    await expect(submit()).rejects.toThrow(StoreUnavailable);
    open();
    expect(sequences([await first])).toEqual([1]);
    expect(await huge).toMatchObject({ kind: "decided" });
    expect(sequences([await submit()])).toEqual([2]);
  }, 30_000);

  it("tells the intake what spilled, what paused and what was lost", async () => {
    taker.left = 0;
    await submit();
    expect([taker.ready, taker.spills, taker.overflows]).toEqual([[], 1, 0]);
    Object.assign(taker, { left: 10, full: [first(world.callbacks).id] });
    const other = await world.lead();
    await committer.submit({ changes: [report(world.projectId, other)], idempotency: null });
    expect([taker.ready, taker.spills, taker.overflows]).toEqual([[], 1, 1]);
    const [claimed] = (await world.claim()).ready;
    if (claimed === undefined) throw new Error("nothing to claim");
    committer.finish(outcomeOf(claimed, { record: null as never }));
    await committer.drained();
    expect(taker.lostOutcomes.map(({ n }) => n)).toEqual([claimed.n]);
    committer.finish(
      outcomeOf(claimed, { verdict: "failed", pause: { kind: "gone", reason: "answered 410 Gone" } }),
    );
    await committer.drained();
    expect(taker.pausedIds).toEqual([first(world.callbacks).id]);
  });

  it("answers a commit whose last answers were lost, and has what it leased given back by the end of its lease", async () => {
    otherwise = { ready: [], unheard: true };
    expect(sequences([await submit()])).toEqual([1]);
    expect([taker.ready, taker.inDoubtUntil]).toEqual([[], [start + 60_000]]);
  });

  it("has drained only when what is under way is stored", async () => {
    await submit();
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    gate = () => opened;
    committer.finish(outcomeOf(first(taker.ready)));
    let drained = false;
    const over = committer.drained().then(() => {
      drained = true;
    });
    await turns();
    expect(drained).toBe(false);
    open();
    await over;
    expect(await world.statuses()).toEqual(["delivered"]);
  });
});
