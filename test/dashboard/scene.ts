import { createAuthority } from "../fakes/certificates.ts";
import { startConnectProxy } from "../fakes/connect-proxy.ts";
import { MovableClock } from "../fakes/movable-clock.ts";
import { type Answer, type ReceivedRequest, startReceiver } from "../fakes/receiver.ts";
import type { Fields } from "../support/api.ts";
import type { TestProject } from "../support/project.ts";
import { startDashboard, type TestDashboard } from "./dashboard.ts";
import { calls, longName, people } from "./scene-people.ts";

/** A project in the midst of its work, with a browser that looks at it. */
export interface Scene {
  readonly dashboard: TestDashboard;
  readonly project: TestProject;
  /** *OutReach Plan (hinglish)*, with three callbacks. */
  readonly processId: string;
  /** A process without callbacks. */
  readonly plainId: string;
  /** Of the three: one that is healthy, one that fails, one that was paused. */
  readonly callbacks: { readonly healthy: string; readonly failing: string; readonly paused: string };
  /** A lead with a timeline. */
  readonly leadId: string;
  readonly inspectorId: string;
  /** The secret parts of an open invitation and of a link for a new password. */
  readonly invitation: string;
  readonly reset: string;
  /** A delivery of each status that can be looked at. */
  readonly deliveries: Readonly<Record<"delivered" | "retrying" | "held" | "failed", string>>;
  stop(): Promise<void>;
}

/** Of *OutReach Plan (hinglish)*. */
export const description = "First call to people who asked for the Baner brochure, in Hinglish";
const hourMs = 3_600_000;
const hosts = ["yourdomain.com", "reports.example.com", "crm.example.com"];
/** Public addresses that nothing is sent to: the fixed source, a proxy, leads all of it to the receiver here. */
const publicAddress = "93.184.215.14";
const sources = ["203.0.113.10", "203.0.113.11"];

/** The last hours of these: from then on the reports' server has a bug, and the CRM is gone. */
const brokenSinceMs = 4 * hourMs;

/** What the backends of the customer answer. */
function answersAt(
  clock: MovableClock,
  began: number,
  leads: ReadonlyMap<string, string>,
): (request: ReceivedRequest) => Answer {
  const healed = new Set<string>();
  return ({ headers, body }) => {
    const isAbout = (name: string) => body.includes(leads.get(name) ?? name);
    const broken = clock.now() > began - brokenSinceMs;
    const json = { "content-type": "application/json" };
    switch (String(headers.host)) {
      case "reports.example.com":
        if (!broken) break;
        return { status: 405, headers: { allow: "GET", ...json }, body: '{"error":"Method Not Allowed"}' };
      case "crm.example.com":
        if (broken) return { status: 410, headers: json, body: '{"error":"This endpoint was removed"}' };
        break;
      default:
        if (isAbout("Rohan Kulkarni"))
          return { status: 503, headers: { "retry-after": "240", ...json }, body: '{"error":"busy"}' };
        if (isAbout("Divya Menon"))
          return {
            status: 404,
            headers: { "webhook-delivery": "abort-message", ...json },
            body: '{"error":"No such contact"}',
          };
        // Now and then it is restarted.
        if (isAbout("Imran Shaikh") && !healed.has(String(headers["webhook-id"]))) {
          healed.add(String(headers["webhook-id"]));
          return { status: 502, body: "Bad Gateway" };
        }
    }
    return { status: 200, headers: json, body: '{"received":true}', delayMs: 4 + (body.length % 40) };
  };
}

/** Makes 26 hours of calls with what callbacks got of them, in about ten seconds. */
export async function startScene(): Promise<Scene> {
  const began = Date.now();
  const clock = new MovableClock(26 * hourMs);
  const leads = new Map<string, string>();
  const authority = createAuthority();
  const receiver = await startReceiver({
    tls: authority.issue({ hosts }),
    answer: answersAt(clock, began, leads),
    keep: false,
  });
  const proxy = await startConnectProxy(undefined, { to: receiver.port });
  const dashboard = await startDashboard({
    clock,
    ca: [authority.cert],
    random: () => 0.5,
    resolve: () => Promise.resolve([publicAddress]),
    env: { EGRESS_FIXED_PROXY: proxy.url, EGRESS_FIXED_SOURCES: sources.join(",") },
  });
  const project = await dashboard.server.project("Sharma Estates");
  const { processId, plainId } = await makeProcesses(project);
  const [healthy, failing, paused] = (await project.callbacks(processId, callbackSettings)).map(
    ({ id }) => id,
  );
  if (healthy === undefined || failing === undefined || paused === undefined) throw new Error("no callbacks");
  for (const [index, name] of people.entries())
    leads.set(name, (await project.lead(processId, leadOf(name, index)))._id);

  for (const { hoursAgo, activities } of calls(began)) {
    clock.moveTo(began - hoursAgo * hourMs);
    await project.api.post("/api/v1/activities", {
      activities: activities.map(({ name, ...rest }) => ({ leadId: leads.get(name), ...rest })),
    });
    await caughtUp(project, healthy);
  }
  clock.moveTo(began);
  await caughtUp(project, healthy);
  const inspectorId = await inspected(project, plainId);
  const one = async (status: string) =>
    (await list(project, `status=${status}&callbackId=${healthy}`))[0]?.id;
  const deliveries = {
    delivered: await one("delivered"),
    retrying: await one("retrying"),
    held: await one("held"),
    failed: await one("failed"),
  };
  if (!isWhole(deliveries)) throw new Error(`a kind of delivery is missing: ${JSON.stringify(deliveries)}`);
  return {
    dashboard,
    project,
    processId,
    plainId,
    callbacks: { healthy, failing, paused },
    leadId: leads.get("Asha Verma") ?? "",
    inspectorId,
    ...(await addPeople(project)),
    deliveries,
    async stop() {
      await dashboard.stop();
      await proxy.close();
      await receiver.close();
    },
  };
}

const isWhole = <Key extends string>(found: Record<Key, string | undefined>): found is Record<Key, string> =>
  Object.values(found).every((id) => id !== undefined);

const list = async (project: TestProject, query: string): Promise<Fields[]> =>
  (await project.api.get(`/api/v1/deliveries?limit=200&${query}`)).json.data;

/** Until the callback got everything that is due: what waits then waits for a time or for a delivery before it. */
async function caughtUp(project: TestProject, callbackId: string): Promise<void> {
  const until = Date.now() + 30_000;
  while ((await list(project, `status=waiting&callbackId=${callbackId}`)).length > 0) {
    if (Date.now() > until) throw new Error("deliveries went on for too long");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function makeProcesses(project: TestProject): Promise<{ processId: string; plainId: string }> {
  const { id: plainId } = await project.process({ name: "Loan renewal, first quarter" });
  const reminders = await project.process({ name: "Site visit reminders" });
  await project.api.patch(
    `/api/v1/processes/${reminders.id}`,
    { status: "paused" },
    { "if-match": `"${reminders.revision}"` },
  );
  await project.process({ name: longName });
  const { id: processId } = await project.process({
    name: "OutReach Plan (hinglish)",
    description,
  });
  return { processId, plainId };
}

const whitelisted = { requiresWhitelistedSource: true };
const callbackSettings = [
  {
    url: "https://yourdomain.com/api/lead-callback",
    auth: { type: "header", key: "X-API-Key", value: "live_8c1f52d0e7a93f9a" },
    ...whitelisted,
  },
  {
    name: "Reports",
    url: "https://reports.example.com/hooks/leads",
    auth: { type: "bearer", token: "rp_51cc0a9e4d7716c2" },
    dispositions: ["Interested", "Not Interested"],
    ...whitelisted,
  },
  {
    name: "CRM",
    url: "https://crm.example.com/v1/lead-updates",
    payloadFormat: "lead_update",
    ...whitelisted,
  },
];

const leadOf = (name: string, index: number) => ({
  name,
  email: `lead${index + 1}@example.com`,
  referenceId: `BNR-${1042 + index * 7}`,
  metadata: {
    city: index % 2 === 0 ? "Pune" : "Mumbai",
    budget: 6_500_000 + index * 250_000,
    source: "brochure",
  },
});

/** People of each role, someone who is invited, and a link for a new password. */
async function addPeople(project: TestProject): Promise<Pick<Scene, "invitation" | "reset">> {
  const { api } = await project.person("owner");
  const { id } = await project.person("editor");
  const secretIn = async (path: string, body: object) =>
    (await api.post(path, body)).json.url.split("#")[1] ?? "";
  return {
    invitation: await secretIn("/api/v1/invitations", { email: "ravi@example.com", role: "viewer" }),
    reset: await secretIn(`/api/v1/users/${id}/password-reset`, {}),
  };
}

/** A receiver URL of this server that got something. */
async function inspected(project: TestProject, processId: string): Promise<string> {
  const inspector = (await project.api.post("/api/v1/inspectors", { name: "First look" })).json;
  const test = { callback: { url: inspector.url } };
  for (let sent = 0; sent < 3; sent += 1)
    await project.api.post(`/api/v1/processes/${processId}/advanced-settings/test`, test);
  return inspector.id;
}
