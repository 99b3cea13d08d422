import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { removeLeftOvers } from "./database.ts";
import { Random } from "./random.ts";
import { simulate } from "./simulation.ts";
import { Timeline } from "./timeline.ts";

// A seed takes half a second, on a machine that has nothing else to do.
vi.setConfig({ testTimeout: 120_000 });

/** Seeds that every run goes through; some of them once found something. */
const fixedSeeds = [4, 5, 15, 24, 176, 1245, 200_007, 200_009];

it.for(fixedSeeds)("keeps every promise with seed %i", async (seed) => {
  expect((await simulate({ seed })).failure).toBeNull();
});

it("keeps every promise with a new seed", async () => {
  const seed = Math.floor(Math.random() * 1_000_000_000);
  console.log(`npm run torture -- --seed ${seed}`);
  expect((await simulate({ seed })).failure).toBeNull();
});

it("goes the same way with the same seed", async () => {
  const [one, again, other] = [
    await simulate({ seed: 21, nodes: 3 }),
    await simulate({ seed: 21, nodes: 3 }),
    await simulate({ seed: 22 }),
  ];
  expect([again.hash, again.steps]).toEqual([one.hash, one.steps]);
  expect(other.hash).not.toBe(one.hash);
});

it("does something worth the name", async () => {
  const { attempts, deliveries, injected } = await simulate({ seed: 22 });
  expect(deliveries).toBeGreaterThan(20);
  expect(attempts).toBeGreaterThan(20);
  expect([...injected.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(3);
});

it("removes what a simulation left that was killed, and nothing of one that runs", () => {
  const within = mkdtempSync(join(tmpdir(), "ringback-left-"));
  // No process has a number as large as that.
  for (const owner of [process.pid, 2 ** 31 - 1]) mkdirSync(join(within, `ringback-torture-${owner}-Ab1`));
  mkdirSync(join(within, "another-99-Ab1"));
  removeLeftOvers(within);
  expect(readdirSync(within).sort()).toEqual(["another-99-Ab1", `ringback-torture-${process.pid}-Ab1`]);
  rmSync(within, { recursive: true });
});

it("lets events happen in the order of their time, and of one time in the order in which they were put", async () => {
  const random = new Random(7);
  const timeline = new Timeline(0);
  const happened: [number, number][] = [];
  const put = Array.from({ length: 200 }, (_, order): [number, number] => [random.below(20), order]);
  for (const [at, order] of put) timeline.at(at, () => void happened.push([at, order]));
  const cancelled = put.filter(([, order]) => order % 7 === 0);
  for (const [at] of cancelled) timeline.at(at, () => void happened.push([at, -1])).cancel();
  while (timeline.nextAt < Number.POSITIVE_INFINITY) await timeline.step();
  expect(happened).toEqual(put.toSorted(([a, m], [b, n]) => a - b || m - n));
});
