import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { Change } from "../../src/outreach/model.ts";
import { newId } from "../../src/platform/ids.ts";
import { type JobItem, scopeOf } from "../../src/store/jobs/page.ts";
import { openPostgres } from "../../src/store/postgres/host.ts";
import { PostgresDatabases } from "../support/postgres-databases.ts";
import { withoutProject } from "../support/shard-key.ts";
import {
  callbackRow,
  jobRow,
  noRoom,
  outcomeOf,
  report,
  retryAt,
  start,
  type World,
  worldOf,
} from "./world.ts";

/**
 * Statements of the hot path that look across projects, with what each is about (docs/scaling.md "Where projects are
 * many"). On a database that is spread by project each of them asks every part, so none may stand between a report and
 * its answer, or between an outcome and the next of its lead.
 */
const acrossProjects: readonly { text: RegExp; why: string }[] = [
  { text: /^with recursive waiting\(id\)/, why: "a claim asks which callbacks of all have something due" },
  { text: /^select id from callbacks where paused_at is not null/, why: "and which of these are paused" },
  {
    text: /^select project_id from callbacks where id = \$1 and paused_at/,
    why: "a probe asks whose callback it is",
  },
  {
    text: /^select delivery_n from attempts where delivery_n in/,
    why: "and what of it was attempted lately",
  },
  {
    text: /^update deliveries set leased_by = null, leased_until = null from \(values/,
    why: "a node that stops",
  },
  { text: /^select max\(n\) as n from (deliveries|activities)$/, why: "where a job's last page ends" },
  { text: /^select id from updates where id < \$1 order by id desc limit/, why: "the same of updates" },
  {
    text: /^select .* from (activities|updates) where (n|id) > \$1 and (n|id) <= \$2/,
    why: "a replay's page: a range of rows, which SQLite would sort if it were narrowed to the project",
  },
  {
    text: /^select n, callback_id, .* from deliveries where lead_id in/,
    why: "and what is known of it, by its leads",
  },
];

let databases: PostgresDatabases;
let world: World;
const sent = new Set<string>();
beforeAll(async () => {
  databases = await PostgresDatabases.start();
}, 90_000);
afterAll(() => databases.remove(), 60_000);
beforeEach(async () => {
  const url = await databases.emptied();
  const query = pg.Client.prototype.query;
  vi.spyOn(pg.Client.prototype, "query").mockImplementation(function (this: pg.Client, ...given: unknown[]) {
    const [what] = given as [string | { text: string }];
    const text = typeof what === "string" ? what : what.text;
    sent.add(text.replaceAll('"', "").replace(/\s+/g, " ").trim());
    return Reflect.apply(query, this, given);
  });
  world = await worldOf(
    () => openPostgres(url),
    [{}, { payload_format: "lead_history" }, { payload_format: "lead_update", delivery_order: "none" }],
  );
});
afterEach(() => vi.restoreAllMocks());

/** All that a batch can be made of, and what claims and hands back. */
async function runHotPath(): Promise<void> {
  const { store, projectId, processId } = world;
  const operational = { ...callbackRow(projectId, "", 0, {}), name: "operational" };
  await store.write.saveOperationalCallback({ projectId, row: operational });
  sent.clear();
  const lead = await world.lead({ phone: "+919876543210", email: "a@example.com", referenceId: "r1" });
  const changed = { phone: "+919876543211", email: "b@example.com", referenceId: "r2", name: "Other" };
  const update = { ...changed, metadata: {}, userId: null };
  await world.change([{ kind: "update", projectId, target: { leadId: lead }, update }]);
  const target = { processId, referenceId: "r2" };
  const byReference = { ...report(projectId, lead), target } as Change;
  const idempotency = { projectId, route: "r", key: "k", requestHash: "h" };
  const { ready } = await store.write.commit({
    now: start,
    requests: [{ changes: [byReference, report(projectId, lead)], idempotency }],
    outcomes: [],
    watched: [projectId],
    lease: { node: "node-a", until: start + 60_000, room: 100, full: [], cutOff: [] },
  });
  const [one, ...others] = ready;
  if (one === undefined) throw new Error("nothing is owed");
  await world.commit({
    outcomes: [
      { ...retryAt(one, start + 1_000), notBefore: start + 1_000, failing: { since: start } },
      ...others.map((other) => outcomeOf(other, { verdict: "failed" })),
    ],
  });
  await store.write.claimAhead({
    callbackId: one.callbackId,
    node: "node-a",
    now: start + 2_000,
    until: start + 60_000,
    after: null,
    untouchedAfter: start,
    limit: 1,
  });
  await world.report(lead, {}, noRoom);
  await world.report(await world.lead(), {}, noRoom);
  const claimed = await world.claim({ now: start + 2_000 });
  const [next, last] = claimed.ready;
  if (next === undefined || last === undefined) throw new Error("nothing was claimed");
  const pause = { kind: "failing", reason: "failed for long" } as const;
  await world.commit({ outcomes: [{ ...retryAt(next, start + 9_000), pause, failing: "over" }] });
  await store.write.handBack({ node: "node-a", leases: [{ n: last.n, until: start + 9_999_999 }] });
  const [ended] = others;
  if (ended === undefined) throw new Error("nothing failed");
  expect(await store.write.resendDelivery({ projectId, id: one.id, now: start })).toBe("reopened");
  await stepJob("recover", [{ type: "reopen", n: ended.n, leadId: lead }]);
  await stepJob("replay", [{ type: "owe", leadId: lead, activityId: newId(start), updateId: null }]);
}

/** A step of a job of the first callback, of items that its page could hold. */
async function stepJob(kind: "recover" | "replay", items: JobItem[]): Promise<void> {
  const { store } = world;
  const job = jobRow(world, { kind });
  await store.write.insertJob({ job });
  const { next, payloadFormat } = await store.read.jobPage({ job: scopeOf(job), position: "", limit: 100 });
  const page = { items, leads: [{ n: 1, lead: "{}" }], payloadFormat, next };
  expect(await store.write.stepJob({ job, page, now: start })).toEqual({
    state: "done",
    opened: items.length,
  });
}

it("narrows every statement of the hot path to projects, but for those that are about all", {
  timeout: 60_000,
}, async () => {
  await runHotPath();
  const found = [...sent].flatMap((text) => {
    const missing = withoutProject(text);
    return missing.length === 0 ? [] : [{ text, missing }];
  });
  const unexplained = found.filter(({ text }) => !acrossProjects.some((known) => known.text.test(text)));
  expect(unexplained).toEqual([]);
  // Each exception is one still.
  expect(acrossProjects.filter((one) => !found.some(({ text }) => one.text.test(text)))).toEqual([]);
  expect(sent.size).toBeGreaterThan(30);
});

it("finds leads by project and id before anything is known of their table", async () => {
  const client = new pg.Client({ connectionString: await databases.create() });
  await client.connect();
  try {
    // As the hot path runs it: prepared, planned without the values.
    await client.query("set enable_seqscan = off; set plan_cache_mode = force_generic_plan");
    await client.query(`prepare found(text[], text[]) as select name from leads
      join unnest($1, $2) as k(project_id, id) on leads.project_id = k.project_id and leads.id = k.id`);
    const { rows } = await client.query<{ "QUERY PLAN": string }>("explain execute found('{a}', '{b}')");
    const plan = rows.map((line) => line["QUERY PLAN"]).join("\n");
    expect(plan).toMatch(/Index Scan using leads_of_project on leads/);
    expect(plan).toMatch(/Index Cond: \(\(project_id = k\.project_id\) AND \(id = k\.id\)\)/);
  } finally {
    await client.end();
  }
});
