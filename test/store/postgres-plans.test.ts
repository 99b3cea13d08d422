import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { AttemptOutcome } from "../../src/store/engine.ts";
import type { Store } from "../../src/store/operations.ts";
import { openPostgres } from "../../src/store/postgres/host.ts";
import { PostgresDatabases } from "../support/postgres-databases.ts";
import { addProject, first, initiate, outcomeOf, report, start } from "./world.ts";

/** Outcomes of one batch, more than a commit takes. */
const many = 500;
/** Rows that a step may look at for each outcome: its delivery is looked for in a few partitions. */
const perOutcome = 4;

/** A node of a plan that was carried out, as `explain (analyze, format json)` tells it. */
interface Step {
  "Node Type": string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Join Filter"?: number;
  "Rows Removed by Filter"?: number;
  Plans?: Step[];
}

let databases: PostgresDatabases;
let store: Store;
let outcomes: AttemptOutcome[];
/** A session that made its plan while the tables were empty, as a node's connections may have. */
let planned: pg.Client;
beforeAll(async () => {
  databases = await PostgresDatabases.start();
  const url = await databases.emptied();
  store = await openPostgres(url);
  const world = await addProject(store, [{}]);
  const { projectId, processId } = world;
  planned = new pg.Client({ connectionString: url });
  await planned.connect();
  // As transactions of the store begin.
  await planned.query("set enable_seqscan = off; set plan_cache_mode = force_generic_plan");
  const { text, values = [] } = await finishOf([]);
  await planned.query(`prepare finish as ${text}`);
  await planned.query(`execute finish(${literals(values)})`);
  const made = await world.change(Array.from({ length: many }, () => initiate(projectId, processId)));
  const leads = made.results.flatMap((result) => (result.ok && result.kind === "lead" ? result.lead.id : []));
  const { ready } = await world.change(leads.map((lead) => report(projectId, lead)));
  outcomes = ready.map((delivery) => outcomeOf(delivery));
}, 120_000);
afterAll(async () => {
  await planned.end();
  await store.close();
  await databases.remove();
}, 60_000);

/** Commits outcomes, one of nothing by default; returns the statement that stored them, with its values. */
async function finishOf(of: readonly AttemptOutcome[]): Promise<pg.QueryConfig> {
  const nothing = { n: 1, projectId: "", callbackId: "", leadId: null, lane: 0, attempts: 0, step: 0 };
  const sent: pg.QueryConfig[] = [];
  const query = pg.Client.prototype.query;
  const spy = vi.spyOn(pg.Client.prototype, "query").mockImplementation(function (
    this: pg.Client,
    ...given: unknown[]
  ) {
    const [what] = given as [string | pg.QueryConfig];
    if (typeof what !== "string" && what.name === "finish_attempts") sent.push(what);
    return Reflect.apply(query, this, given);
  });
  const lease = { node: "node-a", until: start, room: 0, full: [], cutOff: [] };
  const batch = of.length > 0 ? of : [outcomeOf(nothing as unknown as Parameters<typeof outcomeOf>[0])];
  await store.write
    .commit({ now: start, requests: [], outcomes: batch, lease })
    .finally(() => spy.mockRestore());
  return first(sent);
}

const literals = (values: readonly unknown[]) =>
  values.map((value) => (value === null ? "null" : planned.escapeLiteral(String(value)))).join(", ");

/**
 * What the statement does with values, step by step; it is rolled back.
 *
 * @param before what is done to the database before it
 */
async function stepsOf({ values = [] }: pg.QueryConfig, before: string): Promise<Step[]> {
  await planned.query(`begin; ${before}`);
  const { rows } = await planned.query<{ "QUERY PLAN": [{ Plan: Step }] }>(
    `explain (analyze, timing off, format json) execute finish(${literals(values)})`,
  );
  await planned.query("rollback");
  const walk = (step: Step): Step[] => [step, ...(step.Plans ?? []).flatMap(walk)];
  return rows.flatMap((row) => row["QUERY PLAN"].flatMap(({ Plan }) => walk(Plan)));
}

/** Rows that a step looked at in all. */
const lookedAt = (step: Step): number =>
  step["Actual Loops"] *
  (step["Actual Rows"] + (step["Rows Removed by Join Filter"] ?? 0) + (step["Rows Removed by Filter"] ?? 0));

describe("a large batch of outcomes is stored without comparing each with all", { timeout: 120_000 }, () => {
  it.each([
    [
      "that arrive",
      "update deliveries set status = 'pending', attempts = 0; delete from attempts",
      "delivered",
    ],
    ["of what was skipped meanwhile", "update deliveries set status = 'skipped', attempts = 0", "retry"],
    ["that are stored already", "", "delivered"],
  ] as const)("%s", async (_, before, verdict) => {
    expect(outcomes).toHaveLength(many);
    const finish = await finishOf(outcomes.map((outcome) => ({ ...outcome, verdict })));
    const steps = await stepsOf(finish, before);
    expect(Math.max(...steps.map(lookedAt))).toBeGreaterThanOrEqual(many);
    expect(steps.filter((step) => lookedAt(step) > perOutcome * many)).toEqual([]);
  });
});
