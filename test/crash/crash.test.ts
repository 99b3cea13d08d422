import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type ReceivedRequest, type Receiver, startReceiver } from "../fakes/receiver.ts";
import { type Api, createClients, type Fields } from "../support/api.ts";
import { nextPhone } from "../support/project.ts";
import { type RingbackProcess, startRingback } from "./child.ts";
import { Load } from "./load.ts";

const rounds = Number(process.env.CRASH_ROUNDS ?? "30");
const leadCount = 24;
const workers = 6;
/** A round is killed up to this long after the first answer, ms. */
const longestRoundMs = 500;
/** One round in so many is killed while it starts. */
const killedAtStart = 6;
/** Starting again takes most of a round. */
const roundBudgetMs = 4_000;

const folder = mkdtempSync(join(tmpdir(), "ringback-crash-"));
/** Short waits, and so many that nothing ever fails for good. */
const env = {
  RETRY_SCHEDULE: ["50ms", "100ms", ...Array.from({ length: 60 }, () => "150ms")].join(","),
  LEAD_RATE_LIMIT: "1000000",
  NODE_COMPILE_CACHE: join(folder, "compile-cache"),
};
const file = join(folder, "ringback.db");
let running: RingbackProcess | null = null;
let receiver: Receiver | null = null;
let url = "";
const clients = createClients(() => url);
afterAll(async () => {
  await running?.kill();
  await receiver?.close();
  await clients.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Now and then the receiver fails, in one way or another. */
function moody(): { status?: number; misbehave?: "reset" | "half-headers" } {
  const dice = Math.random();
  if (dice < 0.05) return { status: 500 };
  if (dice < 0.08) return { misbehave: "reset" };
  if (dice < 0.1) return { misbehave: "half-headers" };
  return {};
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe(`${rounds} kills under load`, () => {
  it(
    "lose nothing that was acknowledged, and everything owed arrives in order",
    async () => {
      receiver = await startReceiver({ answer: moody });
      running = startRingback(file, env);
      const first = await running.listening;
      // An orderly end writes the compile cache, which makes every later start faster.
      expect(await running.stop()).toBe(0);
      running = startRingback(file, env);
      url = (await running.listening).url;
      const api = clients.api(first.token ?? "");
      await addCallbacks(api, first.processId, receiver.url);
      const leads = await addLeads(api, first);
      const load = new Load(api, leads);

      for (let round = 1; round <= rounds; round += 1) {
        if (round % killedAtStart === 0) {
          // Somewhere between the first instruction and a whole start.
          await pause(Math.random() * 1_000);
        } else {
          url = (await running.listening).url;
          load.start(workers);
          await load.answered;
          await pause(Math.random() * longestRoundMs);
        }
        await running.kill();
        await load.stop();
        running = startRingback(file, env);
      }

      url = (await running.listening).url;
      await nothingOwed(api);
      const { acknowledged } = load;
      expect(acknowledged.activities.length).toBeGreaterThan(rounds);
      expect(acknowledged.updates.length).toBeGreaterThan(0);
      const stored = (await Promise.all(leads.map((lead) => activitiesOf(api, lead)))).flat();
      const storedIds = new Set(stored.map(({ id }) => id));
      expect(acknowledged.activities.filter(({ id }) => !storedIds.has(id))).toEqual([]);
      expectSequences(stored, leads);
      for (const path of ["/in-order", "/with-lead"]) {
        const arrived = receiver.requests.filter((request) => request.path === path);
        expectArrivals(arrived, stored, acknowledged.updates);
      }
      expect(await running.stop()).toBe(0);
    },
    30_000 + rounds * roundBudgetMs,
  );
});

async function addCallbacks(api: Api, processId: string, receiverUrl: string): Promise<void> {
  const leadUpdateCallbacks = [
    { url: `${receiverUrl}/in-order` },
    { url: `${receiverUrl}/with-lead`, payloadFormat: "lead_update" },
  ];
  const path = `/api/v1/processes/${processId}/advanced-settings`;
  const { revision } = (await api.get(path)).json;
  const saved = await api.put(path, { leadUpdateCallbacks }, { "if-match": `"${revision}"` });
  expect(saved.status).toBe(200);
}

async function addLeads(api: Api, { projectId, processId }: { projectId: string; processId: string }) {
  const leads = Array.from({ length: leadCount }, () => ({
    projectId,
    processId,
    name: "Asha",
    phone: nextPhone(),
  }));
  const { json } = await api.post("/api/v1/leads/bulk/initiate", { leads });
  return (json.success as Fields[]).map((lead) => lead._id);
}

/** Waits until nothing waits to be sent any more, and expects that all of it was delivered. */
async function nothingOwed(api: Api): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const owed = await anyOf(api, "pending,held");
    if (owed === null) break;
    if (tries > 200) throw new Error(`still owed after 20 s: ${JSON.stringify(owed)}`);
    await pause(100);
  }
  expect(await anyOf(api, "failed,skipped")).toBeNull();
}

/** Any delivery that stands so. A page may be empty while there are more. */
async function anyOf(api: Api, statuses: string): Promise<Fields | null> {
  let cursor: string | null = "";
  while (cursor !== null) {
    const { json } = await api.get(
      `/api/v1/deliveries?status=${statuses}&limit=1${cursor && `&cursor=${cursor}`}`,
    );
    const [found] = json.data;
    if (found !== undefined) return found;
    cursor = json.nextCursor;
  }
  return null;
}

async function activitiesOf(api: Api, leadId: string): Promise<Fields[]> {
  const found: Fields[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const { json } = await api.get(
      `/api/v1/activities?leadId=${leadId}&limit=200${cursor && `&cursor=${cursor}`}`,
    );
    found.push(...json.data);
    cursor = json.nextCursor;
  }
  return found;
}

/** Each lead's activities are numbered from 1 without a gap. */
function expectSequences(stored: readonly Fields[], leads: readonly string[]): void {
  for (const lead of leads) {
    const sequences = stored.filter(({ leadId }) => leadId === lead).map(({ sequence }) => sequence);
    expect(sequences.sort((a, b) => a - b)).toEqual(sequences.map((_, index) => index + 1));
  }
}

/** What one callback got: everything, each under one id with one body, first arrivals in order for each lead. */
function expectArrivals(
  arrived: readonly ReceivedRequest[],
  stored: readonly Fields[],
  updates: readonly { updateId: string }[],
): void {
  const bodies = new Map<string, string>();
  const idOf = new Map<string, string>();
  const order = new Map<string, number[]>();
  const told = new Set<string>();
  for (const { headers, body } of arrived) {
    const id = String(headers["webhook-id"]);
    if (bodies.has(id)) {
      expect(body).toBe(bodies.get(id));
      continue;
    }
    bodies.set(id, body);
    const payload = JSON.parse(body) as Fields & { activity?: { result: { updateId?: string } } };
    const what = payload.activityId ?? payload.updateId;
    // One delivery for one change.
    expect(idOf.get(what)).toBeUndefined();
    idOf.set(what, id);
    if (payload.activity === undefined) {
      told.add(payload.updateId);
      continue;
    }
    order.set(payload.leadId, [...(order.get(payload.leadId) ?? []), payload.sequence]);
    const { updateId } = payload.activity.result;
    // The outcome of an update comes before the activity that it made.
    if (updateId) expect(told).toContain(updateId);
  }
  // An update that changed only metadata, to where the lead was already, made an activity that fires nothing.
  const firing = stored.filter(({ triggers }) => triggers.length > 0);
  expect(firing.filter(({ id }) => !idOf.has(id))).toEqual([]);
  expect(updates.filter(({ updateId }) => !told.has(updateId))).toEqual([]);
  for (const sequences of order.values()) expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
}
