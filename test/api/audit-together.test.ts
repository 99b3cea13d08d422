import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Receiver, startReceiver } from "../fakes/receiver.ts";
import type { Answer, Fields } from "../support/api.ts";
import type { TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

// The audit log takes nothing, as where the disk fills up just then: of what it would tell of, nothing is stored.

const tables = ["processes", "callbacks", "deliveries", "jobs", "inspectors"];

let server: TestServer;
let receiver: Receiver;
let project: TestProject;
let db: DatabaseSync;
let process: Fields;
let callback: Fields;
let deliveryId: string;

beforeAll(async () => {
  server = await startTestServer();
  receiver = await startReceiver();
  project = await server.project();
  process = await project.process();
  [callback] = (await project.callbacks(process.id, [{ url: receiver.url }])) as [Fields];
  await project.report((await project.lead(process.id))._id);
  db = new DatabaseSync(server.file, { timeout: 5_000 });
  await calm();
  deliveryId = String(db.prepare("select id from deliveries").get()?.id);
});
afterAll(async () => {
  db.close();
  await server.stop();
  await receiver.close();
});

/** Fulfils once nothing goes on that what was done before set off. */
const calm = () =>
  vi.waitFor(
    () => {
      const open = db.prepare("select 1 from deliveries where status not in ('delivered', 'skipped')").all();
      const running = db.prepare("select 1 from jobs where status = 'running'").all();
      expect([open, running]).toEqual([[], []]);
    },
    { timeout: 20_000 },
  );
const everything = () => tables.map((table) => db.prepare(`select * from ${table} order by id`).all());
const newest = () => db.prepare("select action, target, detail from audit_log order by rowid desc").get();

const put = async (section: unknown): Promise<Answer> => {
  const path = `/api/v1/processes/${process.id}/advanced-settings`;
  const { revision } = (await project.api.get(path)).json;
  return project.api.put(path, section, { "if-match": `"${revision}"` });
};
const since = { since: "2020-01-01T00:00:00Z" };
const inspector = { id: "" };

/** Deeds, one after the other, with the action that is recorded and what its detail holds. */
const deeds: [action: string, deed: () => Promise<Answer>, detail?: Record<string, unknown>][] = [
  [
    "process.saved",
    () => put({ leadUpdateCallbacks: [{ id: callback.id, url: `${receiver.url}/moved` }] }),
    { revision: 3, changed: { callbacks: [{ url: { after: expect.stringMatching(/moved$/) } }] } },
  ],
  ["callback.secret_rotated", () => project.api.post(`/api/v1/callbacks/${callback.id}/secret/rotate`)],
  ["callback.paused", () => project.api.post(`/api/v1/callbacks/${callback.id}/pause`, { reason: "a test" })],
  [
    "callback.resumed",
    () => project.api.post(`/api/v1/callbacks/${callback.id}/resume`, { pending: "skip" }),
    { pending: "skip", skipped: 0 },
  ],
  ["delivery.resent", () => project.api.post(`/api/v1/deliveries/${deliveryId}/resend`)],
  ["callback.recover", () => project.api.post(`/api/v1/callbacks/${callback.id}/recover`, since)],
  [
    "inspector.created",
    async () => {
      const answer = await project.api.post("/api/v1/inspectors", { name: "Looking" });
      inspector.id = answer.json.id;
      return answer;
    },
    { name: "Looking" },
  ],
  ["inspector.changed", () => project.api.patch(`/api/v1/inspectors/${inspector.id}`, { name: "Seeing" })],
  ["inspector.deleted", () => project.api.delete(`/api/v1/inspectors/${inspector.id}`)],
  [
    "operational_callback.saved",
    () => project.api.put("/api/v1/operational-callback", { url: "https://ops.example.com/" }),
    { url: "https://ops.example.com/", enabled: true },
  ],
  ["operational_callback.removed", () => project.api.delete("/api/v1/operational-callback")],
  ["process.created", () => project.api.post("/api/v1/processes", { name: "Another" }), { name: "Another" }],
  ["process.duplicated", () => project.api.post(`/api/v1/processes/${process.id}/duplicate`, {})],
  ["process.archived", () => project.api.delete(`/api/v1/processes/${process.id}`)],
];

describe("what is done and its entry in the audit log are stored together or not at all", () => {
  it.each(deeds)("%s", async (action, deed, detail = {}) => {
    await calm();
    const before = everything();
    const last = newest();
    db.exec("create trigger full before insert on audit_log begin select raise(abort, 'full'); end");
    try {
      expect((await deed()).status).toBe(500);
      expect(everything()).toEqual(before);
    } finally {
      db.exec("drop trigger full");
    }
    const answer = await deed();
    expect(answer.status, answer.text).toBeLessThan(300);
    expect(newest()).not.toEqual(last);
    expect(newest()).toMatchObject({ action });
    expect(JSON.parse(String(newest()?.detail))).toMatchObject(detail);
  });
});
