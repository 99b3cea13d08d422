import { beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../test/fakes/clock.ts";
import type { CommittedChanges } from "../store/committed.ts";
import { EventHub } from "./event-hub.ts";

let clock: FakeClock;
let hub: EventHub;
beforeEach(() => {
  clock = new FakeClock();
  hub = new EventHub(clock);
});

const projectId = "project";
const delivery = (id: number) => ({
  id: `d${id}`,
  callbackId: "c",
  leadId: "l",
  processId: "p",
  status: "pending" as const,
});
const changes = (first: number, count: number, of = projectId): CommittedChanges => ({
  projectId: of,
  activities: [],
  deliveries: Array.from({ length: count }, (_, index) => delivery(first + index)),
  activityCount: 0,
  deliveryCount: count,
});

/** A listener that keeps what it got. */
function listen(lastEventId?: string, of = projectId) {
  const got: string[] = [];
  let ended = false;
  const listener = { send: (text: string) => void got.push(text), end: () => (ended = true) };
  const begun = hub.listen(of, listener, lastEventId);
  if (begun === null) throw new Error("refused");
  return { ...begun, got, ended: () => ended };
}
const idOf = (text: string | undefined) => /^id: (.+)$/m.exec(text ?? "")?.[1] ?? "";
const nameOf = (text: string) => /^event: (.+)$/m.exec(text)?.[1];

describe("EventHub", () => {
  it("watches nothing while nobody listens, and only what someone listens to", async () => {
    expect(hub.watched()).toEqual([]);
    const one = listen();
    expect(hub.watched()).toEqual([projectId]);
    hub.committed([changes(1, 1, "other"), changes(2, 1)]);
    expect(one.got).toHaveLength(1);
    expect(one.got[0]).toContain('"id":"d2"');
    one.leave();
    await clock.advance(59_999);
    expect(hub.watched()).toEqual([projectId]);
    await clock.advance(1);
    expect(hub.watched()).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it("gives one that comes back what it missed, once", () => {
    const one = listen();
    hub.committed([changes(1, 3)]);
    const seen = idOf(one.got[0]);
    one.leave();
    hub.committed([changes(4, 1)]);
    const back = listen(seen);
    expect(back.first.match(/"id":"d\d"/g)).toEqual(['"id":"d2"', '"id":"d3"', '"id":"d4"']);
    hub.committed([changes(5, 1)]);
    expect(back.got).toHaveLength(1);
    const newest = listen(idOf(back.got[0]));
    expect(newest.first).toBe("");
  });

  it("the position that a new stream gets can be come back with", () => {
    const one = listen();
    expect(nameOf(one.first)).toBeUndefined();
    one.leave();
    hub.committed([changes(1, 1)]);
    expect(listen(idOf(one.first)).first).toContain('"id":"d1"');
  });

  it("resets on a position that is another process's, too old, of the future or none", async () => {
    const one = listen();
    const own = idOf(one.first);
    const startId = own.split("-")[0];
    for (const id of [
      "",
      "x",
      "0123456789ab-0",
      `${startId}-1`,
      `${startId}--1`,
      `${startId}-x`,
      `${startId}-`,
    ]) {
      expect(nameOf(listen(id).first), id).toBe("reset");
    }
    for (let n = 0; n < 1_001; n += 1) {
      hub.committed([changes(n, 1)]);
      await clock.advance(20);
    }
    expect(nameOf(listen(own).first)).toBe("reset");
    expect(listen(idOf(one.got[0])).first.match(/^event: delivery$/gm)).toHaveLength(1_000);
  });

  it("resets where nothing was collected while nobody listened", async () => {
    const one = listen();
    const own = idOf(one.first);
    hub.committed([changes(1, 1)]);
    one.leave();
    await clock.advance(60_000);
    hub.committed([changes(2, 1)]);
    expect(nameOf(listen(own).first)).toBe("reset");
  });

  it("tells counts above 50 a second, each change in one of them, and goes back to names", async () => {
    const one = listen();
    hub.committed([changes(0, 50)]);
    expect(one.got.map(nameOf)).toEqual(Array(50).fill("delivery"));
    for (let n = 0; n < 100; n += 1) {
      hub.committed([changes(n, 20)]);
      await clock.advance(10);
    }
    await clock.advance(1_000);
    const rest = one.got.slice(50);
    expect(new Set(rest.map(nameOf))).toEqual(new Set(["changed"]));
    expect(rest.length).toBeLessThanOrEqual(6);
    const counted = rest.map((text) => Number(/"deliveries":(\d+)/.exec(text)?.[1]));
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(2_000);
    hub.committed([changes(1, 1)]);
    expect(nameOf(one.got.at(-1) ?? "")).toBe("delivery");
  });

  it("tells counts of what a commit did not name", async () => {
    const one = listen();
    hub.committed([{ ...changes(1, 1), deliveryCount: 256, activityCount: 3 }]);
    await clock.advance(250);
    expect(one.got).toHaveLength(1);
    expect(one.got[0]).toMatch(/^event: changed\nid: .+\ndata: \{"activities":3,"deliveries":256\}\n\n$/);
  });

  it("takes at most 100 streams of a project", () => {
    for (let n = 0; n < 100; n += 1) listen();
    expect(() => listen()).toThrow("refused");
    listen(undefined, "other");
  });

  it("ends all at a close, leaves no timer, and takes no more", async () => {
    const one = listen();
    hub.committed([{ ...changes(1, 1), deliveryCount: 256 }]);
    hub.close();
    expect(one.ended()).toBe(true);
    one.leave();
    expect(clock.pending).toBe(0);
    expect(() => listen()).toThrow("refused");
    expect(hub.watched()).toEqual([]);
  });
});

describe("what an inspector got", () => {
  it("is told here and on other nodes, where somebody listens", () => {
    const told: (readonly CommittedChanges[])[] = [];
    const watchedElsewhere: string[] = [];
    hub = new EventHub(clock, {
      watchedElsewhere: () => watchedElsewhere,
      committed: (changed) => void told.push(changed),
    });
    hub.inspectorReceived(projectId, "i1");
    expect(told).toEqual([]);
    const { got } = listen();
    hub.inspectorReceived(projectId, "i2");
    expect(got).toEqual([expect.stringMatching(/^event: inspector\nid: \S+\ndata: {"id":"i2"}\n\n$/)]);
    watchedElsewhere.push("another");
    hub.inspectorReceived("another", "i3");
    expect(told.at(-1)).toMatchObject([{ projectId: "another", inspectors: ["i3"] }]);
    // And what another node tells is told here.
    hub.told(told[0] ?? []);
    expect(got).toHaveLength(2);
  });
});
