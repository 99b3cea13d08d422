import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Change } from "../../src/outreach/model.ts";
import type { AttemptOutcome } from "../../src/store/engine.ts";
import type { Store } from "../../src/store/operations.ts";
import { openPostgres } from "../../src/store/postgres/host.ts";
import { PostgresDatabases } from "../support/postgres-databases.ts";
import { addProject, first, initiate, outcomeOf, report, type World } from "./world.ts";

/** Outcomes of one batch, more than a commit takes. */
const many = 500;
/** Leads and outcomes of a small one. */
const few = 20;
/** Rows that a step may look at for each outcome or lead: a delivery is looked for in a few partitions. */
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
let world: World;
let leads: string[];
let outcomes: AttemptOutcome[];
/** A session that made its plans while the tables were empty, as a node's connections may have. */
let planned: pg.Client;
/** The statements of a batch that it has planned, by their names. */
let known: string[];
beforeAll(async () => {
  databases = await PostgresDatabases.start();
  const url = await databases.emptied();
  store = await openPostgres(url);
  world = await addProject(store, [{}]);
  const { projectId, processId } = world;
  planned = new pg.Client({ connectionString: url });
  await planned.connect();
  // As transactions of the store begin.
  await planned.query("set enable_seqscan = off; set plan_cache_mode = force_generic_plan");
  const nowhere = { n: 1, projectId, callbackId: "", leadId: "", lane: 0, attempts: 0, step: 0 };
  const nothing = outcomeOf(nowhere as unknown as Parameters<typeof outcomeOf>[0]);
  const empty = await sentBy({ requests: [request([report(projectId, "")])], outcomes: [nothing] });
  known = empty.flatMap(({ name }) => name ?? []);
  for (const { name, text, values = [] } of empty) {
    await planned.query(`prepare ${name} as ${text}`);
    await planned.query(`execute ${name}(${literals(values)})`);
  }
  const made = await world.change(Array.from({ length: many }, () => initiate(projectId, processId)));
  leads = made.results.flatMap((result) => (result.ok && result.kind === "lead" ? result.lead.id : []));
  // What is owed first of each goes out, and the second is held.
  const all = leads.map((lead) => report(projectId, lead));
  outcomes = (await world.change(all)).ready.map((delivery) => outcomeOf(delivery));
  await world.change(all);
}, 120_000);
afterAll(async () => {
  await planned.end();
  await store.close();
  await databases.remove();
}, 60_000);

const request = (changes: Change[]) => ({ changes, idempotency: null });

/** Commits a batch; returns the prepared statements that it sent, with their values. */
async function sentBy(batch: Parameters<World["commit"]>[0]): Promise<pg.QueryConfig[]> {
  const sent = new Map<string, pg.QueryConfig>();
  const query = pg.Client.prototype.query;
  const spy = vi.spyOn(pg.Client.prototype, "query").mockImplementation(function (
    this: pg.Client,
    ...given: unknown[]
  ) {
    const [what] = given as [string | pg.QueryConfig];
    if (typeof what !== "string" && what.name !== undefined) sent.set(what.name, what);
    return Reflect.apply(query, this, given);
  });
  await world.commit({ lease: { room: 0 }, ...batch }).finally(() => spy.mockRestore());
  return [...sent.values()];
}

const literals = (values: readonly unknown[]) =>
  values.map((value) => (value === null ? "null" : planned.escapeLiteral(String(value)))).join(", ");

/**
 * What a statement does with values, step by step; it is rolled back.
 *
 * @param before what is done to the database before it
 */
async function stepsOf({ name, values = [] }: pg.QueryConfig, before = ""): Promise<Step[]> {
  await planned.query(`begin; ${before}`);
  const { rows } = await planned.query<{ "QUERY PLAN": [{ Plan: Step }] }>(
    `explain (analyze, timing off, format json) execute ${name}(${literals(values)})`,
  );
  await planned.query("rollback");
  const walk = (step: Step): Step[] => [step, ...(step.Plans ?? []).flatMap(walk)];
  return rows.flatMap((row) => row["QUERY PLAN"].flatMap(({ Plan }) => walk(Plan)));
}

/** Rows that a step looked at in all. */
const lookedAt = (step: Step): number =>
  step["Actual Loops"] *
  (step["Actual Rows"] + (step["Rows Removed by Join Filter"] ?? 0) + (step["Rows Removed by Filter"] ?? 0));

describe("a small batch among much", { timeout: 120_000 }, () => {
  it("reads what it is about, and nothing else", async () => {
    const [some, ended] = [leads.slice(0, few), outcomes.slice(0, few)];
    const changes = some.map((lead) => report(world.projectId, lead));
    const sent = (await sentBy({ requests: [request(changes)], outcomes: ended })).filter(({ name = "" }) =>
      known.includes(name),
    );
    expect(sent.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["processes_of", "callbacks_of", "open_chains", "release_next", "leads_by_id"]),
    );
    for (const statement of sent) {
      const steps = await stepsOf(statement);
      const over = steps.filter((step) => lookedAt(step) > perOutcome * few);
      expect(over, statement.name).toEqual([]);
    }
  });
});

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
    const sent = await sentBy({ outcomes: outcomes.map((outcome) => ({ ...outcome, verdict })) });
    const finish = sent.filter(({ name }) => name === "finish_attempts");
    const steps = await stepsOf(first(finish), before);
    expect(Math.max(...steps.map(lookedAt))).toBeGreaterThanOrEqual(many);
    expect(steps.filter((step) => lookedAt(step) > perOutcome * many)).toEqual([]);
  });
});
