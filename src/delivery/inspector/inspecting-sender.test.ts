import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { FakeClock } from "../../../test/fakes/clock.ts";
import { request } from "../../../test/fakes/sending.ts";
import { newDatabaseFile } from "../../../test/store/files.ts";
import type { AttemptRecord } from "../../contract/delivery.ts";
import { openSqliteInPlace } from "../../store/host.ts";
import type { Store } from "../../store/operations.ts";
import type { SendRequest } from "../prepared-request.ts";
import type { Sender } from "../sender.ts";
import { inspectingSender } from "./inspecting-sender.ts";
import { Inspectors } from "./inspectors.ts";

const clock = new FakeClock();
const [projectId, otherId] = ["6964f2c80000000000000001", "6964f2c80000000000000002"];
let store: Store;
let sender: Sender;
let url: string;
/** What went on to the sender that dials. */
let outside: SendRequest[];

beforeEach(async () => {
  store = await openSqliteInPlace(newDatabaseFile());
  onTestFinished(() => store.close());
  outside = [];
  const dialling: Sender = {
    async send(sent) {
      outside.push(sent);
      return dialled;
    },
    close: async () => {},
  };
  const publicUrl = "https://ringback.example.com";
  const inspectors = new Inspectors({ store, clock, publicUrl, onReceived: () => {} });
  sender = inspectingSender(dialling, { inspectors, clock, userAgent: "Ringback/test" });
  const token = inspectors.newToken();
  url = inspectors.urlOf(token);
  await store.write.insertInspector({
    inspector: {
      id: "6964f2c80000000000000003",
      project_id: projectId,
      name: "Inspector",
      token,
      answer_status: 201,
      created_at: clock.now(),
      expires_at: clock.now() + 1_000,
    },
  });
});

const dialled: AttemptRecord = {
  at: 0,
  url: "dialled",
  requestHeaders: {},
  response: null,
  error: null,
  timings: { dns: null, connect: null, tls: null, firstByte: null, total: 0 },
  hint: null,
};
const of = (project: string) => ({ projectId: project, id: null, receiverKeys: [] });

describe("inspectingSender", () => {
  it("receives what a callback of the inspector's project sends", async () => {
    const record = await sender.send(request(url, { callback: of(projectId) }));
    expect(record).toMatchObject({ url, response: { statusCode: 201 }, error: null });
    expect(outside).toEqual([]);
  });

  it.each([
    ["of another project", () => request(url, { callback: of(otherId) })],
    ["of nobody", () => request(url)],
    ["to another token", () => request(`${url}x`, { callback: of(projectId) })],
    ["with a query", () => request(`${url}?a`, { callback: of(projectId) })],
    ["to another host", () => request(url.replace("ringback.", "other."), { callback: of(projectId) })],
    ["to another port", () => request(url.replace(".com/", ".com:8443/"), { callback: of(projectId) })],
  ])("lets the guard judge a request %s", async (_, make) => {
    const sent = make();
    expect(await sender.send(sent)).toBe(dialled);
    expect(outside).toEqual([sent]);
  });

  it("lets the guard judge once the inspector has ended", async () => {
    await clock.advance(1_000);
    expect((await sender.send(request(url, { callback: of(projectId) }))).url).toBe("dialled");
  });

  it("answers 503 while it cannot keep what it gets, and never rejects", async () => {
    const failing = async () => {
      throw new Error("the disk is full");
    };
    const full = { ...store, write: { ...store.write, insertInspected: failing } };
    const gone = { ...store, read: { ...store.read, inspectorByToken: failing } };
    for (const broken of [full, gone]) {
      const inspectors = new Inspectors({
        store: broken,
        clock,
        publicUrl: "https://ringback.example.com",
        onReceived: () => {},
      });
      const never = { send: () => Promise.reject(new Error("not asked")), close: async () => {} };
      const made = inspectingSender(never, { inspectors, clock, userAgent: "Ringback/test" });
      expect(await made.send(request(url, { callback: of(projectId) }))).toMatchObject({
        response: { statusCode: 503 },
        error: { class: "status" },
        hint: expect.any(String),
      });
    }
  });
});
