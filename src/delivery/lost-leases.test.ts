import { describe, expect, it } from "vitest";
import { type Dispatching, dispatching, rest } from "../../test/delivery/dispatching.ts";
import { noRoom } from "../../test/store/world.ts";
import { StoreUnavailable } from "../store/engine.ts";
import type { Store } from "../store/operations.ts";

type Lost = "commit" | "claim" | "claimAhead";

/** A dispatcher whose store carries out the next call of a kind, and loses its answer. */
async function losing(): Promise<Dispatching & { lose(kind: Lost): void; handBacks: () => number }> {
  let lost: Lost | null = null;
  let handBacks = 0;
  const wrap = (store: Store): Store => {
    const { write } = store;
    const answer = async <T>(kind: Lost, done: Promise<T>): Promise<T> => {
      const result = await done;
      if (lost !== kind) return result;
      lost = null;
      throw new StoreUnavailable("the connection was lost", { inDoubt: true });
    };
    const own: Partial<Store["write"]> = {
      commit: (batch) => answer("commit", write.commit(batch)),
      claim: (request) => answer("claim", write.claim(request)),
      claimAhead: (request) => answer("claimAhead", write.claimAhead(request)),
      // The first time, the database is not back yet.
      handBackInDoubt: async (leases) => {
        handBacks += 1;
        if (handBacks === 1) throw new StoreUnavailable("not back yet");
        return write.handBackInDoubt(leases);
      },
    };
    return { ...store, write: { ...write, ...own } };
  };
  const made = await dispatching([{ delivery_order: "none" }], { wrap, schedule: [3_600_000] });
  made.auto = () => 200;
  const lose = (kind: Lost) => {
    lost = kind;
  };
  return Object.assign(made, { lose, handBacks: () => handBacks });
}

describe("a lease whose answer was lost", () => {
  it("goes back as soon as the database is back, and is sent: that of a commit", async () => {
    const made = await losing();
    const lead = await made.world.lead();
    made.lose("commit");
    await expect(made.report(1, lead)).rejects.toThrow(StoreUnavailable);
    await made.pass(20);
    expect([made.handBacks(), made.sent.length]).toEqual([1, 0]);
    await made.pass(1_000);
    expect(await made.world.statuses()).toEqual(["delivered"]);
    expect(made.sent).toHaveLength(1);
  });

  it("that of a claim", async () => {
    const made = await losing();
    await made.world.report(await made.world.lead(), {}, noRoom);
    made.lose("claim");
    made.dispatcher.wake();
    await rest();
    await made.pass(1_100);
    expect(await made.world.statuses()).toEqual(["delivered"]);
    expect(made.sent).toHaveLength(1);
  });

  it("that of what is sent before its time", async () => {
    const made = await losing();
    made.auto = () => 500;
    await made.report(10);
    expect(made.dispatcher.openBreakers).toBe(1);
    made.auto = () => 200;
    made.lose("claimAhead");
    await made.pass(5_000);
    expect(made.sent).toHaveLength(10);
    expect((await made.world.deliveries()).filter((row) => row.leased_by !== null)).toHaveLength(1);
    await made.pass(20_000);
    expect((await made.world.deliveries()).filter((row) => row.leased_by !== null)).toEqual([]);
    await made.pass(3_600_000);
    expect(new Set(await made.world.statuses())).toEqual(new Set(["delivered"]));
  });

  it("is given an end of its own each time, so that nothing else goes back with it", async () => {
    const made = await losing();
    const ends = Array.from({ length: 5 }, () => made.dispatcher.room().until);
    expect(new Set(ends).size).toBe(5);
    expect(ends).toEqual(ends.toSorted((a, b) => a - b));
  });
});
