import { describe, expect, it } from "vitest";
import type { ReadyDelivery } from "../store/engine.ts";
import { Lane, type Queued } from "./lane.ts";

const laneOf = (concurrency = 4) => new Lane("project", "callback", concurrency);
const entry = (n: number, body = "12345"): Queued => ({
  delivery: { n, body } as ReadyDelivery,
  until: 0,
  dueAt: null,
});

describe("Lane", () => {
  it("is first in, first out, and knows how much it holds", () => {
    const lane = laneOf();
    // More than one stretch of its queue.
    for (let n = 0; n < 3_000; n += 1) lane.push(entry(n));
    expect([lane.queued, lane.bytes]).toEqual([3_000, 15_000]);
    const seen: number[] = [];
    for (let next = lane.shift(); next !== undefined; next = lane.shift()) {
      seen.push(next.delivery.n);
      if (seen.length === 1_500) lane.push(entry(3_000));
    }
    expect(seen).toEqual(Array.from({ length: 3_001 }, (_, n) => n));
    expect([lane.queued, lane.bytes]).toEqual([0, 0]);
  });

  it("gives up all that it holds, and nothing that it has given out", () => {
    const lane = laneOf();
    for (let n = 0; n < 5; n += 1) lane.push(entry(n));
    lane.shift();
    expect(lane.clear().map(({ delivery }) => delivery.n)).toEqual([1, 2, 3, 4]);
    expect([lane.queued, lane.bytes, lane.shift()]).toEqual([0, 0, undefined]);
    lane.push(entry(9));
    expect(lane.shift()?.delivery.n).toBe(9);
  });

  it("takes out what is not leased for long enough", () => {
    const lane = laneOf();
    for (let n = 0; n < 5; n += 1) lane.push({ ...entry(n), until: n * 100 });
    expect(lane.dropExpired(200).map(({ delivery }) => delivery.n)).toEqual([0, 1]);
    expect(lane.dropExpired(200)).toEqual([]);
    expect([lane.queued, lane.bytes, lane.shift()?.delivery.n]).toEqual([3, 15, 2]);
  });

  it("has a slot for each of its concurrency", () => {
    const lane = laneOf(2);
    lane.inFlight = 1;
    expect(lane.hasSlot).toBe(true);
    lane.inFlight = 2;
    expect(lane.hasSlot).toBe(false);
  });

  it("is halved by an overloaded receiver, down to one, and wins back one with each success", () => {
    const lane = laneOf(8);
    const slots = () => {
      lane.inFlight = 0;
      while (lane.hasSlot) lane.inFlight += 1;
      return lane.inFlight;
    };
    const seen = [slots()];
    for (let n = 0; n < 4; n += 1) {
      lane.slowDown();
      seen.push(slots());
    }
    for (let n = 0; n < 8; n += 1) {
      lane.speedUp();
      seen.push(slots());
    }
    expect(seen).toEqual([8, 4, 2, 1, 1, 2, 3, 4, 5, 6, 7, 8, 8]);
  });

  it("lets through as many a second as its rate limit says, with a second's worth at once after a rest", () => {
    const lane = laneOf();
    const now = 1_000_000;
    const burst = [1, 2, 3, 4, 5].map(() => lane.takeRate(5, now));
    expect(burst).toEqual([0, 0, 0, 0, 0]);
    expect(lane.takeRate(5, now)).toBe(200);
    expect(lane.takeRate(5, now + 199)).toBe(1);
    expect(lane.takeRate(5, now + 200)).toBe(0);
    expect(lane.takeRate(5, now + 200)).toBe(200);
    // However long it rests, it is a second's worth.
    expect([1, 2, 3, 4, 5, 6].map(() => lane.takeRate(5, now + 3_600_000))).toEqual([0, 0, 0, 0, 0, 200]);
  });

  it("can be limited to less than one a second", () => {
    const lane = laneOf();
    expect(lane.takeRate(0.1, 1_000_000)).toBe(0);
    expect(lane.takeRate(0.1, 1_000_000)).toBe(10_000);
    expect(lane.takeRate(0.1, 1_010_000)).toBe(0);
  });

  it("can be forgotten only when a new one would know as much", () => {
    const lane = laneOf(2);
    const now = 1_000_000;
    expect(lane.isRested(now)).toBe(true);
    lane.push(entry(1));
    expect(lane.isRested(now)).toBe(false);
    lane.shift();
    lane.inFlight = 1;
    expect(lane.isRested(now)).toBe(false);
    lane.inFlight = 0;
    lane.slowDown();
    expect(lane.isRested(now)).toBe(false);
    lane.speedUp();
    expect(lane.isRested(now)).toBe(true);
    lane.takeRate(5, now);
    lane.takeRate(5, now);
    expect(lane.isRested(now + 399)).toBe(false);
    expect(lane.isRested(now + 400)).toBe(true);
  });

  it("may hold what it takes in two seconds, and a few where it takes next to nothing", () => {
    const lane = laneOf(4);
    const second = 1_000_000_000;
    expect(lane.allowance(second)).toBe(8);
    for (let n = 0; n < 500; n += 1) lane.start(second + n);
    expect(lane.allowance(second + 500)).toBe(1_000);
    expect(lane.allowance(second + 1_500)).toBe(1_000);
    expect(lane.allowance(second + 2_000)).toBe(8);
    expect(lane.inFlight).toBe(500);
  });

  it("begins with one at a time after its receiver was down", () => {
    const lane = laneOf(4);
    lane.startOver();
    lane.inFlight = 1;
    expect(lane.hasSlot).toBe(false);
    lane.speedUp();
    expect(lane.hasSlot).toBe(true);
    lane.inFlight = 0;
    expect(lane.isRested(0)).toBe(false);
  });
});
