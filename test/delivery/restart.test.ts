import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../fakes/clock.ts";
import { startTestServer } from "../support/server.ts";
import { closeAfter, receiverOf, until } from "./setting.ts";

describe("a restart", () => {
  it("loses nothing: what was owed, on its way, held, waiting for its time or paused", async () => {
    let broken = true;
    const receiver = await receiverOf({
      answer: ({ path }) => {
        if (!broken) return {};
        return path === "/silent" ? { misbehave: "silent" } : { status: 500 };
      },
    });
    const clock = new FakeClock();
    const first = await startTestServer({ clock, random: () => 0 });
    closeAfter(async () => rmSync(dirname(first.file), { recursive: true, force: true }));
    const project = await first.project();
    const { id: processId } = await project.process();
    const callbacks = await project.callbacks(
      processId,
      ["silent", "failing", "paused"].map((path) => ({ url: `${receiver.url}/${path}`, timeoutMs: 60_000 })),
    );
    await project.api.post(`/api/v1/callbacks/${callbacks[2]?.id}/pause`, {});
    const lead = await project.lead(processId);
    for (let n = 0; n < 3; n += 1) await project.report(lead._id);
    await until(
      clock,
      async () => (await project.api.get("/api/v1/deliveries")).json.data,
      (list) => receiver.requests.length === 2 && list.some(({ lastStatusCode }) => lastStatusCode === 500),
    );

    let over = false;
    const stopped = first.stop({ keep: true }).then(() => {
      over = true;
    });
    // What is on its way is given ten seconds, then it goes back without counting.
    await clock.advance(9_000);
    expect(over).toBe(false);
    await until(
      clock,
      () => clock.advance(1_000),
      () => over,
    );
    await stopped;
    const before = receiver.requests.length;
    expect(before).toBe(2);

    broken = false;
    const second = await startTestServer({ clock, random: () => 0, file: first.file });
    closeAfter(() => second.stop());
    const api = second.api(project.tokens.manage);
    const list = (of: unknown) => async () =>
      (await api.get(`/api/v1/deliveries?callbackId=${of}`)).json.data.toReversed();
    const delivered = (all: readonly { status: string }[]) =>
      all.every(({ status }) => status === "delivered");
    // The one that was handed back is due at once; the failed attempt keeps its time.
    const silent = await until(clock, list(callbacks[0]?.id), delivered);
    expect(silent.map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
    await clock.advance(5_000);
    const failing = await until(clock, list(callbacks[1]?.id), delivered);
    expect(failing.map(({ attempts }) => attempts)).toEqual([2, 1, 1]);
    const paused = await list(callbacks[2]?.id)();
    expect(paused.map(({ status }) => status)).toEqual(["pending", "held", "held"]);
    await api.post(`/api/v1/callbacks/${callbacks[2]?.id}/resume`, { pending: "send" });
    await until(clock, list(callbacks[2]?.id), delivered);
    for (const path of ["/silent", "/failing", "/paused"]) {
      const arrived = receiver.requests.filter((request) => request.path === path);
      const sequences = arrived.map(({ body }) => JSON.parse(body).sequence as number);
      expect([...new Set(sequences)]).toEqual([1, 2, 3]);
    }
  });

  it("stores what was answered while it was stopping", async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const receiver = await receiverOf({
      answer: async () => {
        await released;
        return {};
      },
    });
    const clock = new FakeClock();
    const first = await startTestServer({ clock });
    closeAfter(async () => rmSync(dirname(first.file), { recursive: true, force: true }));
    const project = await first.project();
    const { id: processId } = await project.process();
    await project.callbacks(processId, [{ url: receiver.url }]);
    const lead = await project.lead(processId);
    await project.report(lead._id);
    await project.report(lead._id);
    await receiver.waitFor(1);
    const stopped = first.stop({ keep: true });
    release();
    await stopped;
    const second = await startTestServer({ clock, file: first.file });
    closeAfter(() => second.stop());
    await receiver.waitFor(2);
    const api = second.api(project.tokens.manage);
    await until(
      clock,
      async () => (await api.get("/api/v1/deliveries")).json.data,
      (list) => list.every(({ status, attempts }) => status === "delivered" && Number(attempts) === 1),
    );
    expect(receiver.requests.map(({ body }) => JSON.parse(body).sequence)).toEqual([1, 2]);
  });
});
