import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningServer, startServer } from "../../src/cli/server.ts";
import { parseConfig } from "../../src/platform/config.ts";
import { openPostgres } from "../../src/store/postgres/host.ts";
import { pause } from "../crash/traffic.ts";
import { retellCall } from "../fakes/provider-webhooks.ts";
import { type Receiver, startReceiver } from "../fakes/receiver.ts";
import { type Answer, type Api, createClients, type Fields } from "../support/api.ts";
import { newCall } from "../support/inbound.ts";
import { PostgresDatabases } from "../support/postgres-databases.ts";
import { runSql } from "../support/postgres-server.ts";
import { createProject, nextPhone, type TestProject } from "../support/project.ts";

/** How long the final report of a call is waited for, ms; the watchdogs look as often. */
const reportLimitMs = 400;
const callsAtOnce = 50;

let databases: PostgresDatabases;
let url: string;
let receiver: Receiver;
const ends: (() => Promise<void>)[] = [];
/** Two servers on one database, each asked by a provider. */
let nodes: [one: Api, other: Api];
let project: TestProject;
let processId: string;
let path: string;

beforeAll(async () => {
  databases = await PostgresDatabases.start();
  url = await databases.create();
  receiver = await startReceiver();
  const [one, other] = [await startNode(), await startNode()];
  const store = await openPostgres(url);
  ends.push(() => store.close());
  project = await createProject({ store, api: one.api, now: Date.now }, "Calls");
  const made = await project.process();
  processId = made.id;
  await project.callbacks(processId, [{ url: receiver.url }]);
  const token = await project.token("report", processId);
  path = `/api/v1/inbound/retell/${processId}?token=${token}`;
  nodes = [one.api(), other.api()];
}, 120_000);
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
  await receiver?.close();
  await databases?.remove();
}, 60_000);

async function startNode(): Promise<Pick<ReturnType<typeof createClients>, "api">> {
  const config = parseConfig({
    PORT: "0",
    LOG_LEVEL: "silent",
    DATABASE_URL: url,
    SECRET_KEY: "a key that every node of the test has",
    LEAD_RATE_LIMIT: "1000000",
    CALL_REPORT_LIMIT: `${reportLimitMs}ms`,
  });
  const secretKey = config.secretKey ?? "";
  const server: RunningServer = await startServer(config, await openPostgres(url), {
    local: true,
    secretKey,
  });
  const clients = createClients(() => server.url);
  ends.push(async () => {
    await clients.close();
    await server.stop();
  });
  return clients;
}

const leadsOf = (count: number) => Promise.all(Array.from({ length: count }, () => project.lead(processId)));
const tell = (node: Api, event: string, call: Record<string, unknown>): Promise<Answer> =>
  node.post(path, retellCall(event, call));
const activitiesOf = async (leadId: string): Promise<Fields[]> =>
  (await project.api.get(`/api/v1/activities?leadId=${leadId}`)).json.data;
/** What is known of these calls: a row each, by its state. */
const rowsOf = async (calls: readonly { call_id: string }[]) => {
  const ids = calls.map(({ call_id }) => `'${call_id}'`).join(", ");
  const rows = await runSql(url, `select state from inbound_calls where call_id in (${ids})`);
  return rows.map(({ state }) => state);
};
/** Deliveries that activities caused. */
const owed = (activities: readonly Fields[]) =>
  activities.flatMap(({ deliveries }) => deliveries as unknown as Fields[]);
const ended = (activities: readonly Fields[]) =>
  activities.filter(({ callStatus }) => callStatus === "completed");

describe("two nodes that are told of the same calls at the same moment", { timeout: 150_000 }, () => {
  it("end each once, and owe one delivery for it", async () => {
    const leads = await leadsOf(2 * callsAtOnce);
    const calls = leads.map(({ _id: leadId }) => ({ call_id: newCall(), metadata: { leadId } }));
    const answers = await Promise.all(
      calls.map((call) => Promise.all(nodes.map((node) => tell(node, "call_analyzed", call)))),
    );
    for (const both of answers)
      expect(both.map(({ json }) => json.result).toSorted()).toEqual(["ignored", "recorded"]);
    expect(await rowsOf(calls)).toEqual(calls.map(() => "ended"));
    for (const { _id } of leads) {
      const activities = await activitiesOf(_id);
      expect(activities).toHaveLength(1);
      expect(owed(activities)).toHaveLength(1);
    }
  });

  it("make one lead of an unknown caller, whose call they end once", async () => {
    const { revision } = (await project.api.get(`/api/v1/processes/${processId}`)).json;
    const voiceProviders = { retell: { createLeads: true } };
    const saved = await project.api.patch(
      `/api/v1/processes/${processId}`,
      { voiceProviders },
      { "if-match": `"${revision}"` },
    );
    expect(saved.status).toBe(200);
    const calls = Array.from({ length: callsAtOnce }, () => ({ call_id: newCall(), to_number: nextPhone() }));
    const answers = await Promise.all(
      calls.map((call) => Promise.all(nodes.map((node) => tell(node, "call_analyzed", call)))),
    );
    expect(await rowsOf(calls)).toEqual(calls.map(() => "ended"));
    for (const both of answers) {
      expect(both.map(({ json }) => json.result).toSorted()).toEqual(["ignored", "recorded"]);
      const recorded = both.find(({ json }) => (json.result as unknown) === "recorded");
      const activities = await activitiesOf(recorded?.json.data.leadId ?? "");
      expect(activities).toHaveLength(1);
      expect(owed(activities)).toHaveLength(1);
    }
    const phones = calls.map(({ to_number }) => `'${to_number}'`).join(", ");
    expect(await runSql(url, `select id from leads where phone in (${phones})`)).toHaveLength(calls.length);
  });

  it("end a call once where the watchdog closes it while its final report arrives", async () => {
    const closedFirst = { yes: 0, no: 0 };
    for (const until = Date.now() + 100_000; closedFirst.yes < 20 || closedFirst.no < 20; ) {
      if (Date.now() > until) throw new Error(`one is always first: ${JSON.stringify(closedFirst)}`);
      const leads = await leadsOf(callsAtOnce);
      const calls = leads.map(({ _id: leadId }) => ({ call_id: newCall(), metadata: { leadId } }));
      for (const answer of await Promise.all(calls.map((call) => tell(nodes[0], "call_ended", call))))
        expect(answer.json.result).toBe("held");
      // A watchdog closes all of them together, within two of its rounds; final reports arrive all that time.
      const finals = calls.map(async (call, n) => {
        await pause(((n + Math.random()) * 2 * reportLimitMs) / callsAtOnce);
        return tell(nodes[1], "call_analyzed", call);
      });
      for (const answer of await Promise.all(finals)) expect(answer.json.result).toBe("recorded");
      expect(await rowsOf(calls)).toEqual(calls.map(() => "ended"));
      for (const { _id } of leads) {
        const activities = await activitiesOf(_id);
        expect(ended(activities)).toHaveLength(1);
        expect(owed(activities)).toHaveLength(1);
        // What came too late is a note, which owes nothing.
        const late = activities.filter(({ type }) => type === "note");
        expect(activities).toHaveLength(1 + late.length);
        closedFirst[late.length === 1 ? "yes" : "no"] += 1;
      }
    }
  });
});
