import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, it } from "vitest";
import { openSqliteReader } from "../../src/store/sqlite/engine.ts";
import { FakeClock } from "../fakes/clock.ts";
import type { Answer, Receiver } from "../fakes/receiver.ts";
import type { Fields } from "../support/api.ts";
import type { TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { closeAfter, receiverOf, until } from "./setting.ts";

const hour = 3_600_000;
const start = Date.UTC(2026, 0, 12, 4, 54);

/** A server with one process that calls back to a receiver, and a project-level receiver of notices. */
interface Watched {
  server: TestServer;
  clock: FakeClock;
  project: TestProject;
  receiver: Receiver;
  notices: Receiver;
  callbackId: string;
  noticesId: string;
  callback(): Promise<Fields>;
  report(): Promise<void>;
  /** What the receiver of notices got so far, once it is this much. */
  told(count: number): Promise<Fields[]>;
}

const answers: { callback: Answer; notices: Answer } = { callback: {}, notices: {} };
afterEach(() => Object.assign(answers, { callback: {}, notices: {} }));

async function watched(env: Record<string, string> = {}): Promise<Watched> {
  const clock = new FakeClock(start);
  const server = await startTestServer({ clock, random: () => 0, env });
  closeAfter(() => server.stop());
  const receiver = await receiverOf({ answer: () => answers.callback });
  const notices = await receiverOf({ answer: () => answers.notices });
  const project = await server.project();
  const { id: processId } = await project.process();
  const [saved] = await project.callbacks(processId, [{ url: `${receiver.url}/lead`, order: "none" }]);
  const operational = await project.api.put("/api/v1/operational-callback", { url: `${notices.url}/ops` });
  const callbackId = saved?.id ?? "";
  return {
    server,
    clock,
    project,
    receiver,
    notices,
    callbackId,
    noticesId: operational.json.id,
    callback: async () => (await project.api.get(`/api/v1/callbacks/${callbackId}`)).json,
    report: async () => {
      await project.report((await project.lead(processId))._id);
    },
    told: async (count) => {
      const got = await until(
        clock,
        async () => notices.requests,
        (requests) => requests.length >= count,
      );
      return got.map(({ body }) => JSON.parse(body) as Fields);
    },
  };
}

async function auditOf({ server, project }: Watched): Promise<unknown[]> {
  const db = openSqliteReader(server.file);
  const rows = await db
    .selectFrom("audit_log")
    .select(["actor", "action", "target", "detail"])
    .where("project_id", "=", project.id)
    .where("action", "=", "callback.paused")
    .execute();
  await db.destroy();
  return rows.map(({ detail, ...row }) => ({ ...row, detail: JSON.parse(detail) }));
}

describe("a callback that fails for too long", () => {
  it("is paused after that, says why everywhere, and sends what it was owed when it is resumed", async () => {
    // Attempts at 0, 60 h and 120 h; the second and third delivery tell no other time.
    const made = await watched({ RETRY_SCHEDULE: "60h,60h,60h" });
    const { clock, callback, callbackId } = made;
    answers.callback = { status: 500 };
    await made.report();
    await until(clock, callback, ({ failingSince }) => failingSince !== null);
    expect(await callback()).toMatchObject({ state: "active", failingSince: "2026-01-12T04:54:00.000Z" });
    await clock.advance(60 * hour);
    await until(
      clock,
      async () => made.receiver.requests.length,
      (count) => count === 2,
    );
    expect((await callback()).state).toBe("active");
    await clock.advance(60 * hour);
    const paused = await until(clock, callback, ({ state }) => state === "paused");
    const reason = "every attempt failed for 5 days (since 2026-01-12T04:54:00.000Z)";
    expect(paused).toMatchObject({
      pausedReason: reason,
      pausedAt: "2026-01-17T04:54:00.000Z",
      failingSince: "2026-01-12T04:54:00.000Z",
    });
    expect(await auditOf(made)).toEqual([
      { actor: "system", action: "callback.paused", target: callbackId, detail: { reason } },
    ]);
    expect(await made.told(1)).toMatchObject([
      { type: "callback.paused", data: { callbackId, reason, automatic: true } },
    ]);
    // It goes on being owed, and nothing is sent.
    await made.report();
    await clock.advance(100 * hour);
    expect(made.receiver.requests).toHaveLength(3);
    answers.callback = {};
    await made.project.api.post(`/api/v1/callbacks/${callbackId}/resume`, { pending: "send" });
    await until(
      clock,
      async () => made.receiver.requests.length,
      (count) => count === 5,
    );
    expect(await callback()).toMatchObject({ state: "active", failingSince: null, pausedReason: null });
    expect((await made.told(2))[1]).toMatchObject({ type: "callback.resumed" });
  });

  it("is paused though the server was restarted meanwhile", async () => {
    const first = await startTestServer({ clock: new FakeClock(start), random: () => 0 });
    const receiver = await receiverOf({ answer: () => ({ status: 500 }) });
    const project = await first.project();
    const { id: processId } = await project.process();
    const [saved] = await project.callbacks(processId, [{ url: receiver.url }]);
    await project.report((await project.lead(processId))._id);
    const path = `/api/v1/callbacks/${saved?.id}`;
    const clock = new FakeClock(start);
    await until(
      clock,
      async () => (await project.api.get(path)).json,
      ({ failingSince }) => failingSince !== null,
    );
    await first.stop({ keep: true });
    const later = new FakeClock(start + 121 * hour);
    const second = await startTestServer({ clock: later, random: () => 0, file: first.file });
    closeAfter(() => second.stop());
    const api = second.api(project.tokens.manage);
    const paused = await until(
      later,
      async () => (await api.get(path)).json,
      ({ state }) => state === "paused",
    );
    expect(paused.pausedReason).toContain("every attempt failed for 5 days");
  });

  it("is not paused where one attempt in between succeeded", async () => {
    const made = await watched({ AUTO_PAUSE_AFTER: "2h", RETRY_SCHEDULE: "1h,1h,1h,1h" });
    const { clock, callback } = made;
    answers.callback = { status: 500 };
    await made.report();
    await until(clock, callback, ({ failingSince }) => failingSince !== null);
    await clock.advance(hour / 2);
    answers.callback = {};
    await made.report();
    await until(clock, callback, ({ failingSince }) => failingSince === null);
    answers.callback = { status: 500 };
    for (let attempts = 3; attempts <= 4; attempts += 1) {
      await clock.advance(attempts === 3 ? hour / 2 : hour);
      await until(
        clock,
        async () => made.receiver.requests.length,
        (count) => count === attempts,
      );
    }
    const failing = await until(clock, callback, ({ failingSince }) => failingSince !== null);
    expect(failing).toMatchObject({ state: "active", failingSince: "2026-01-12T05:54:00.000Z" });
    expect(made.notices.requests).toEqual([]);
  });
});

describe("notices", () => {
  it("tell of a pause by 410 and of what failed, signed like every callback", async () => {
    const made = await watched();
    answers.callback = { status: 410 };
    await made.report();
    const told = await made.told(2);
    expect(told.map(({ type }) => type).sort()).toEqual(["callback.paused", "delivery.failed"]);
    const { secret } = (await made.project.api.get(`/api/v1/callbacks/${made.noticesId}/secret`)).json;
    for (const { headers, body } of made.notices.requests) {
      // The fake clock stands elsewhere than the library's: the signature alone is checked.
      const at = new Date(Number(headers["webhook-timestamp"]) * 1_000);
      const signed = new Webhook(secret).sign(String(headers["webhook-id"]), at, body);
      expect(headers["webhook-signature"]).toBe(signed);
    }
    expect(await auditOf(made)).toMatchObject([{ actor: "system", detail: { reason: "answered 410 Gone" } }]);
    const list = await until(
      made.clock,
      async () => (await made.project.api.get(`/api/v1/deliveries?callbackId=${made.noticesId}`)).json.data,
      (data: Fields[]) => data.every(({ status }) => status === "delivered"),
    );
    expect(list).toMatchObject([
      { kind: "operational", payloadFormat: null, processId: null, leadId: null },
      { kind: "operational" },
    ]);
    const one = (await made.project.api.get(`/api/v1/deliveries/${list[0]?.id}`)).json;
    const [attempt] = one.attempts;
    expect(attempt).toMatchObject({ number: 1, request: { body: expect.stringContaining(made.callbackId) } });
  });

  it("are retried like any delivery, and cause none about themselves", async () => {
    const made = await watched({ RETRY_SCHEDULE: "1s" });
    answers.callback = { status: 400, headers: { "webhook-delivery": "abort-message" } };
    answers.notices = { status: 500 };
    await made.report();
    await made.told(1);
    await made.clock.advance(1_000);
    await made.told(2);
    const data = async () =>
      (await made.project.api.get(`/api/v1/deliveries?callbackId=${made.noticesId}`)).json.data as Fields[];
    const ended = await until(made.clock, data, ([one]) => one?.status === "failed");
    expect(ended).toMatchObject([{ attempts: 2, kind: "operational" }]);
    await made.clock.advance(10_000);
    expect(await data()).toHaveLength(1);
  });
});
