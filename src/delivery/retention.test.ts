import { beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../test/fakes/clock.ts";
import { createLog } from "../platform/log.ts";
import type { Store } from "../store/operations.ts";
import { Retention } from "./retention.ts";

const day = 24 * 3_600_000;

describe("retention", () => {
  let clock: FakeClock;
  let calls: unknown[];
  let pages: { ns: number[]; next: number | null }[];
  let fails = false;
  const store = {
    read: {
      expiredDeliveries: async (query: unknown) => {
        calls.push(query);
        if (fails) throw new Error("not now");
        return pages.shift() ?? { ns: [], next: null };
      },
    },
    write: {
      removeDeliveries: async ({ ns }: { ns: readonly number[] }) => {
        calls.push(ns.length);
        return ns.length;
      },
    },
  } as unknown as Store;
  const make = (days: number, failedDays: number) =>
    new Retention({ store, clock, log: createLog("silent"), days, failedDays });
  const rounds = () => calls.filter((call) => (call as { after?: number }).after === 0).length;

  beforeEach(() => {
    clock = new FakeClock();
    calls = [];
    pages = [];
    fails = false;
  });

  it("walks page by page and removes in small parts, with the cutoffs of one moment", async () => {
    pages = [
      { ns: Array.from({ length: 450 }, (_, n) => n), next: 1_000 },
      { ns: [2_000], next: null },
    ];
    const begun = clock.now() + 1_000;
    const cutoffs = { done: begun - 30 * day, failed: begun - 90 * day };
    const retention = make(30, 90);
    retention.start();
    await clock.advance(1_200);
    expect(calls).toEqual([{ after: 0, cutoffs }, 200, 200, 50, { after: 1_000, cutoffs }, 1]);
    await retention.stop();
  });

  it("comes again every ten minutes, sooner where little is kept, and after a failure", async () => {
    const slow = make(30, 90);
    slow.start();
    await clock.advance(1_000 + 3 * 600_000);
    expect(rounds()).toBe(4);
    await slow.stop();
    calls = [];
    fails = true;
    const quick = make(90, 40 / 86_400);
    quick.start();
    await clock.advance(1_000 + 3 * 2_000);
    expect(rounds()).toBe(4);
    await quick.stop();
  });

  it("stops between two transactions, and for good", async () => {
    pages = [{ ns: Array.from({ length: 1_000 }, (_, n) => n), next: 1_000 }];
    const retention = make(30, 90);
    retention.start();
    await clock.advance(1_005);
    expect(calls.filter((call) => call === 200)).toHaveLength(1);
    await retention.stop();
    await clock.advance(day);
    expect(calls.filter((call) => call === 200)).toHaveLength(1);
    expect(rounds()).toBe(1);
  });
});
