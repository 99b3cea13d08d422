import { beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../test/fakes/clock.ts";
import { createLog } from "../platform/log.ts";
import type { Store } from "../store/operations.ts";
import type { Tending, Volumes } from "../store/volumes.ts";
import { Retention } from "./retention.ts";

const day = 24 * 3_600_000;

describe("retention", () => {
  let clock: FakeClock;
  let calls: unknown[];
  let pages: { ns: number[]; next: number | null }[];
  let fails = false;
  const before = Number.MAX_SAFE_INTEGER;
  let removedImports: number[];
  let importsLeft = 0;
  const store = {
    volumes: null,
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
      removeImports: async ({ before }: { before: number }) => {
        removedImports.push(before);
        return importsLeft-- > 0 ? 1 : 0;
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
    removedImports = [];
    importsLeft = 0;
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
    const begins = { after: 0, before, cutoffs };
    expect(calls).toEqual([begins, 200, 200, 50, { ...begins, after: 1_000 }, 1]);
    await retention.stop();
  });

  it("leaves large volumes to be dropped, and walks over what lies beside them", async () => {
    const tended: Tending[] = [];
    const volumes: Volumes = {
      tend: async (tending) => {
        tended.push(tending);
        return [3];
      },
      large: async (rows) => (rows === 1_000_000 ? [{ from: 100, before: 200 }] : []),
    };
    const begun = clock.now() + 1_000;
    const cutoffs = { done: begun - 30 * day, failed: begun - 90 * day };
    const log = createLog("silent");
    const retention = new Retention({
      store: { ...store, volumes },
      clock,
      log,
      days: 30,
      failedDays: 90,
    });
    retention.start();
    await clock.advance(1_200);
    expect(tended).toMatchObject([{ now: begun, cutoffs, lengthMs: 5 * day }]);
    expect(tended[0]?.isStopped()).toBe(false);
    expect(calls).toEqual([
      { after: 0, before: 100, cutoffs },
      { after: 199, before, cutoffs },
    ]);
    await retention.stop();
    expect(tended[0]?.isStopped()).toBe(true);
  });

  it("removes imports as long as there are any that are as old as delivered deliveries", async () => {
    importsLeft = 1;
    const retention = make(30, 90);
    retention.start();
    await clock.advance(2_000);
    const before = clock.now() - 1_000 - 30 * day;
    expect(removedImports).toEqual([before, before]);
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
