import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";
import { newDatabaseFile } from "../../../test/store/files.ts";
import {
  addProcess,
  callbackRow,
  first,
  noRoom,
  outcomeOf,
  retryAt,
  start,
  type World,
  worldOf,
} from "../../../test/store/world.ts";
import type { AttemptOutcome } from "../engine.ts";
import { openSqliteInPlace } from "../host.ts";
import type { Schema } from "../schema.ts";
import { bindable, sqliteDialect } from "../sqlite/dialect.ts";
import { callbackStats, processHealth } from "./stats.ts";

const hour = 3_600_000;
const since = Math.floor(start / hour) * hour;
const took = (total: number) => JSON.stringify({ timings: { total } });

let file: string;
let world: World;
beforeEach(async () => {
  file = newDatabaseFile();
  world = await worldOf(() => openSqliteInPlace(file), [{ delivery_order: "none" }]);
});

const callbackId = () => first(world.callbacks).id;
const stats = (from = since) =>
  world.store.read.callbackStats({
    projectId: world.projectId,
    callbackId: callbackId(),
    since: from,
    latenciesSince: from,
  });
const health = async () =>
  (await world.store.read.processHealth({ projectId: world.projectId, processIds: [world.processId] }))[
    world.processId
  ];

/** Reports a call and stores what came of its one delivery. */
async function send(fields: Partial<AttemptOutcome> = {}) {
  const delivery = first((await world.report(await world.lead())).ready);
  await world.commit({ outcomes: [outcomeOf(delivery, { record: took(10), ...fields })] });
}

/** Rows that are there already: as many deliveries as a busy callback has. */
function fill(count: number, row: { status: string; attempts: number; endedAt: number | null }): void {
  const handle = new DatabaseSync(file);
  handle.exec("begin");
  const insert = handle.prepare(
    `insert into deliveries (id, project_id, process_id, callback_id, kind, payload_format, status, lane, attempts, step,
       created_at, ended_at) values (?, ?, ?, ?, 'activity', 'activity_update', ?, 0, ?, 0, ?, ?)`,
  );
  for (let n = 0; n < count; n += 1) {
    const id = n.toString(16).padStart(24, "0");
    const { status, attempts, endedAt } = row;
    const values = [
      world.projectId,
      world.processId,
      callbackId(),
      status,
      attempts,
      start - 30_000 + n,
      endedAt,
    ];
    insert.run(id, ...values.map(bindable));
  }
  handle.exec("commit");
  handle.close();
}

describe("callbackStats", () => {
  it("of a callback that was owed nothing", async () => {
    expect(await stats()).toEqual({
      hours: [],
      latencies: [],
      lastAttempt: null,
      open: { waiting: 0, retrying: 0, held: 0, oldestAt: null, cut: false },
      completeSince: since,
    });
  });

  it("counts by the hour in which they ended, within the range only", async () => {
    await send({ endedAt: since - 1 });
    await send({ endedAt: since });
    await send({ endedAt: since + hour - 1 });
    await send({ endedAt: since + hour, verdict: "failed", statusCode: 500 });
    expect((await stats()).hours).toEqual([
      { at: since, delivered: 2, failed: 0 },
      { at: since + hour, delivered: 0, failed: 1 },
    ]);
  });

  it("takes latencies from the attempts of the range, and the last attempt from all", async () => {
    await send({ at: start, record: took(30.5), statusCode: 204 });
    await send({ at: start - 1, record: took(10) });
    const { latencies, lastAttempt } = await stats();
    expect(latencies).toEqual([
      { at: start - 1, durationMs: 10 },
      { at: start, durationMs: 30.5 },
    ]);
    expect(lastAttempt).toEqual({ at: start, statusCode: 204, errorClass: null, durationMs: 30.5 });
    const later = await stats(since + 24 * hour);
    expect(later.latencies).toEqual([]);
    expect(later.lastAttempt?.at).toBe(start);
  });

  it("takes latencies from all of a busy range, not from its end alone", async () => {
    const handle = new DatabaseSync(file);
    fill(1_100, { status: "delivered", attempts: 1, endedAt: start });
    handle.exec(`insert into attempts (delivery_n, number, at, record)
      select n, 1, created_at, '{"timings":{"total":7}}' from deliveries`);
    handle.close();
    const { latencies } = await stats(since);
    // Every third of them.
    expect(latencies.length).toBeGreaterThanOrEqual(366);
    expect(latencies.length).toBeLessThanOrEqual(367);
    const times = latencies.map(({ at }) => at - (start - 30_000));
    expect(Math.min(...times)).toBeLessThan(3);
    expect(Math.max(...times)).toBeGreaterThanOrEqual(1_097);
  });

  it("counts what waits, is tried again and is held, with the oldest", async () => {
    const ordered = await addProcess(world.store, world.projectId, [{}]);
    world = { ...world, callbacks: ordered.rows, processId: ordered.processId };
    const lead = await world.lead({ processId: ordered.processId });
    const delivery = first((await world.report(lead)).ready);
    await world.report(lead);
    await world.report(await world.lead({ processId: ordered.processId }), {}, noRoom);
    await world.commit({ outcomes: [{ ...retryAt(delivery, start + hour), record: took(5) }] });
    const { open, hours } = await stats();
    expect(open).toEqual({ waiting: 1, retrying: 1, held: 1, oldestAt: start, cut: false });
    expect(hours).toEqual([]);
  });

  it("leaves tests out, and other projects and callbacks", async () => {
    await send();
    await world.store.write.insertTestDelivery({
      delivery: {
        id: "6964f2c80000000000000001",
        project_id: world.projectId,
        process_id: world.processId,
        callback_id: callbackId(),
        lead_id: null,
        kind: "test",
        activity_id: null,
        update_id: null,
        payload_format: "activity_update",
        body: "{}",
        status: "failed",
        lane: 0,
        attempts: 1,
        step: 0,
        due_at: null,
        not_before: null,
        leased_by: null,
        leased_until: null,
        traceparent: null,
        created_at: start,
        ended_at: start,
        last_status_code: 500,
        last_error: "answered 500",
        hint: null,
      },
      attempt: { number: 1, at: start + 9, status_code: 500, error_class: "status", record: took(999) },
    });
    expect(await stats()).toMatchObject({
      hours: [{ delivered: 1, failed: 0 }],
      latencies: [{ at: expect.any(Number), durationMs: 10 }],
      lastAttempt: { statusCode: 200 },
    });
    expect(await health()).toBe("healthy");
    const other = {
      projectId: "6964f2c80000000000000000",
      callbackId: callbackId(),
      since,
      latenciesSince: since,
    };
    expect((await world.store.read.callbackStats(other)).hours).toEqual([]);
  });

  it("says that it was cut, and since when its hours are complete", async () => {
    fill(19_999, { status: "delivered", attempts: 1, endedAt: since });
    expect(await stats()).toMatchObject({ completeSince: since, hours: [{ delivered: 19_999 }] });
    await send();
    await send();
    const cut = await stats();
    // The oldest of the 20,000 newest: one of the 20,001 was not looked at.
    expect(cut.completeSince).toBe(start - 30_000 + 1);
    expect(cut.hours.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(20_000);
  });

  it("reads each by the index that bounds it", async () => {
    await send();
    const handle = new DatabaseSync(file);
    const asked: { sql: string; parameters: readonly unknown[] }[] = [];
    const db = new Kysely<Schema>({
      dialect: sqliteDialect(handle),
      log: ({ query: { sql, parameters } }) => void asked.push({ sql, parameters }),
    });
    const { projectId, processId } = world;
    await callbackStats(db, { projectId, callbackId: callbackId(), since, latenciesSince: since });
    await processHealth(db, { projectId, processIds: [processId] });
    const plans = asked.map(({ sql, parameters }) =>
      handle
        .prepare(`explain query plan ${sql}`)
        .all(...parameters.map(bindable))
        .map(({ detail }) => String(detail))
        .filter((detail) => /(?:SEARCH|SCAN) (?:deliveries|attempts|callbacks)/.test(detail)),
    );
    await db.destroy();
    const ofCallback = expect.stringMatching(
      /^SEARCH deliveries USING INDEX deliveries_of_callback \(callback_id=\?/,
    );
    const ofAttempts = expect.stringContaining(
      "SEARCH attempts USING INDEX attempts_of_delivery (delivery_n=?",
    );
    expect(plans).toEqual([
      [ofCallback],
      [ofAttempts, ofCallback],
      [ofAttempts, ofCallback],
      [expect.stringContaining("SEARCH deliveries USING INDEX deliveries_chain (callback_id=?")],
      [expect.stringContaining("SEARCH callbacks USING INDEX callbacks_of_process (process_id=?")],
      [ofCallback],
    ]);
  });
});

describe("processHealth", () => {
  it("is none without an enabled callback", async () => {
    expect(await health()).toBe("healthy");
    const { processId } = await addProcess(world.store, world.projectId, [
      { enabled: 0 },
      { removed_at: start, paused_at: start },
    ]);
    const bare = await addProcess(world.store, world.projectId, []);
    const processIds = [processId, bare.processId];
    expect(await world.store.read.processHealth({ projectId: world.projectId, processIds })).toEqual({
      [processId]: "none",
      [bare.processId]: "none",
    });
  });

  it("is failing while half of the newest attempted deliveries failed, retried ones too", async () => {
    const delivery = first((await world.report(await world.lead())).ready);
    await world.commit({ outcomes: [retryAt(delivery, start + hour)] });
    expect(await health()).toBe("failing");
    await send();
    expect(await health()).toBe("failing");
    await send();
    expect(await health()).toBe("healthy");
  });

  it("judges by the newest twenty", async () => {
    for (let n = 0; n < 25; n += 1) await send({ verdict: "failed", errorMessage: "answered 500" });
    expect(await health()).toBe("failing");
    for (let n = 0; n < 11; n += 1) await send();
    expect(await health()).toBe("healthy");
  });

  it("is failing once each of the newest five failed, whatever arrived before", async () => {
    for (let n = 0; n < 20; n += 1) await send();
    for (let n = 0; n < 4; n += 1) await send({ verdict: "failed", errorMessage: "answered 405" });
    expect(await health()).toBe("healthy");
    await send({ verdict: "failed", errorMessage: "answered 405" });
    expect(await health()).toBe("failing");
    await send();
    expect(await health()).toBe("healthy");
  });

  it("is the worst of its callbacks: failing, paused, healthy", async () => {
    const at = { projectId: world.projectId, processId: world.processId };
    const add = async (position: number, fields: Parameters<typeof callbackRow>[3]) => {
      const row = callbackRow(at.projectId, at.processId, position, fields);
      const saved = { ...at, id: at.processId, revision: position, fields: {}, now: start };
      world.callbacks.push(row);
      expect(await world.store.write.saveProcess({ ...saved, callbacks: world.callbacks })).toBe("saved");
    };
    await send();
    await add(1, { paused_at: start, paused_reason: "answered 410 Gone" });
    expect(await health()).toBe("paused");
    await add(2, { delivery_order: "none", position: 2 });
    const [ours, theirs] = (await world.report(await world.lead())).ready;
    if (ours === undefined || theirs === undefined) throw new Error("owed to both");
    await world.commit({
      outcomes: [outcomeOf(ours), outcomeOf(theirs, { verdict: "failed", errorMessage: "answered 500" })],
    });
    expect(await health()).toBe("failing");
  });

  it("does not look through a long backlog", async () => {
    fill(5_000, { status: "pending", attempts: 0, endedAt: null });
    const began = performance.now();
    expect(await health()).toBe("healthy");
    expect(performance.now() - began).toBeLessThan(100);
  });
});
