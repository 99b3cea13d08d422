import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../fakes/receiver.ts";
import { type Answer, createClients } from "../support/api.ts";
import { brokenInStore } from "./arrivals.ts";
import { type RingbackProcess, startRingback } from "./child.ts";
import { fillLog, waysToFill } from "./full-disk.ts";
import { expectAllKept } from "./kept.ts";
import { Load } from "./load.ts";
import {
  activitiesOf,
  addCallbacks,
  addLeads,
  anyOf,
  moody,
  nothingOwed,
  patientEnv,
  pause,
} from "./traffic.ts";

const ways = waysToFill();
afterAll(() => {
  for (const [, disk] of ways) disk.remove();
});

let url = "";
const clients = createClients(() => url);
let running: RingbackProcess | null = null;
let receiver: Receiver | null = null;
afterEach(async () => {
  await running?.kill();
  await receiver?.close();
});
afterAll(() => clients.close());

it("can be shown in one way at least", () => {
  expect(ways.length).toBeGreaterThan(0);
});

describe.each(ways)("%s", (_, disk) => {
  it("is answered 503, is recovered from without help, and costs nothing that was acknowledged", {
    timeout: 120_000,
  }, async () => {
    receiver = await startReceiver({ answer: moody });
    const file = join(disk.folder, "ringback.db");
    running = startRingback(file, patientEnv);
    const started = running;
    const greeting = await started.listening;
    url = greeting.url;
    const api = clients.api(greeting.token ?? "");
    await addCallbacks(api, greeting.processId, receiver.url);
    const leads = await addLeads(api, greeting, 24);
    const load = new Load(api, leads, 5);
    const note = (): Promise<Answer> =>
      api.post("/api/v1/activities", { leadId: leads[0], type: "note", summary: "probe" });
    const until = async (is: (answer: Answer) => boolean): Promise<Answer> => {
      for (const end = Date.now() + 30_000; ; await pause(20)) {
        const answer = await note();
        if (is(answer)) return answer;
        if (Date.now() > end) throw new Error(`never so; at last ${answer.status}: ${answer.text}`);
      }
    };

    for (let round = 1; round <= 2; round += 1) {
      load.start(4);
      await load.answered;
      await pause(300);
      disk.fill(started.pid);
      const refused = await until(({ status }) => status !== 201);
      expect(refused.status).toBe(503);
      expect(refused.headers["retry-after"]).toBe("2");
      expect(refused.json).toMatchObject({
        success: false,
        detail: expect.stringMatching(/nothing was stored/),
      });
      // It goes on reading, says how it is, and stays full.
      expect((await api.get("/api/v1/processes")).status).toBe(200);
      expect((await api.get(`/api/v1/activities?leadId=${leads[0]}`)).status).toBe(200);
      expect((await clients.api().get("/healthz")).status).toBe(200);
      // The last page of a disk may be free again a moment later: what is stored is said to be, and nothing else.
      const made = await api.post("/api/v1/processes", { name: "perhaps" });
      expect([201, 503]).toContain(made.status);
      await pause(500);
      expect([201, 503]).toContain((await note()).status);
      // While outcomes cannot be stored, what cannot be told apart from unsent is not sent without end.
      const sent = receiver.requests.length;
      await pause(500);
      expect(receiver.requests.length - sent).toBeLessThan(50);
      disk.free(started.pid);
      await until(({ status }) => status === 201);
      await pause(300);
      await load.stop();
    }

    await nothingOwed(api, 30_000);
    expect(await anyOf(api, "failed,skipped")).toBeNull();
    const { acknowledged } = load;
    expect(acknowledged.activities.length).toBeGreaterThan(50);
    await expectAllKept(api, { leads, requests: receiver.requests, acknowledged });
    expect(await started.stop()).toBe(0);
    expect(started.complaints).toBe("");
  });

  it("a server that is killed meanwhile comes back with all that was acknowledged", {
    timeout: 60_000,
  }, async () => {
    receiver = await startReceiver();
    const file = join(disk.folder, "second.db");
    running = startRingback(file, patientEnv);
    const greeting = await running.listening;
    url = greeting.url;
    const api = clients.api(greeting.token ?? "");
    await addCallbacks(api, greeting.processId, receiver.url);
    const leads = await addLeads(api, greeting, 8);
    const load = new Load(api, leads);
    load.start(4);
    await load.answered;
    await pause(200);
    disk.fill(running.pid);
    await pause(300);
    await running.kill();
    await load.stop();
    if (disk.refusal !== null) {
      // What the kill left free might be room enough to start.
      disk.fill(process.pid);
      fillLog(file);
      running = startRingback(file, patientEnv);
      await expect(running.listening).rejects.toThrow(disk.refusal);
    }
    disk.free(process.pid);
    running = startRingback(file, patientEnv);
    url = (await running.listening).url;
    await nothingOwed(api, 30_000);
    expect(load.acknowledged.activities.length).toBeGreaterThan(0);
    expect(brokenInStore(await activitiesOf(api, leads), load.acknowledged.activities)).toEqual([]);
  });
});
