import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newDatabaseFile } from "../../../test/store/files.ts";
import { start } from "../../../test/store/world.ts";
import type { Schema } from "../schema.ts";
import { bindable, sqliteDialect } from "../sqlite/dialect.ts";
import { openSqliteWriter } from "../sqlite/engine.ts";
import { type ActivityQuery, listActivities } from "./activities.ts";
import { listCallbacks } from "./callback-health.ts";
import { deliveriesOfActivities } from "./deliveries.ts";
import { type DeliveryQuery, listDeliveries } from "./delivery-list.ts";
import { listInspected, listInspectors } from "./inspectors.ts";
import { type LeadQuery, leadCounts, listLeads } from "./lead-list.ts";
import { listProcesses } from "./processes.ts";
import { deliveryTimeline } from "./timeline.ts";

const projectId = "6964f2c80000000000000001";
const processId = "6964f2c80000000000000002";
const callbackId = "6964f2c80000000000000003";

/** Tables that grow without end, also by the aliases that the queries give them. */
const large = /^(?:SEARCH|SCAN) (?:deliveries|leads|activities|attempts|inspected_requests|[dlatr])\b/;
const byIndex = /^SEARCH \w+ (?:EXISTS )?USING (?:(?:COVERING )?INDEX \w+|INTEGER PRIMARY KEY) \(/;

describe("the plans of what pages show", () => {
  let handle: DatabaseSync;
  let db: Kysely<Schema>;
  let asked: { sql: string; parameters: readonly unknown[] }[] = [];
  beforeAll(async () => {
    const file = newDatabaseFile();
    await (await openSqliteWriter(file)).close();
    handle = new DatabaseSync(file);
    db = new Kysely<Schema>({
      dialect: sqliteDialect(handle),
      log: ({ query: { sql, parameters } }) => void asked.push({ sql, parameters }),
    });
    const at = BigInt(start);
    handle.exec(`insert into processes values ('${processId}', '${projectId}', 'P', '', 'active', 'IN', 0, '[]', '[]', 1, ${at}, ${at});
      insert into callbacks (id, project_id, process_id, position, name, enabled, url, payload_format,
        requires_whitelisted_source, auth_type, triggers, delivery_order, timeout_ms, signing, secret, created_at)
      values ('${callbackId}', '${projectId}', '${processId}', 0, 'C', 1, 'https://example.com', 'activity_update', 0,
        'none', '[]', 'none', 1, 'v1', 's', ${at});
      insert into deliveries (id, project_id, process_id, callback_id, kind, payload_format, status, lane, attempts, step,
        created_at) values ('6964f2c80000000000000009', '${projectId}', '${processId}', '${callbackId}', 'activity',
        'activity_update', 'pending', 0, 0, 0, ${at})`);
  });
  afterAll(() => db.destroy());

  /** Steps of everything that a question asks which touch a large table. */
  async function stepsOf(ask: () => Promise<unknown>): Promise<string[]> {
    asked = [];
    await ask();
    const questions = asked;
    return questions.flatMap(({ sql, parameters }) =>
      handle
        .prepare(`explain query plan ${sql}`)
        .all(...parameters.map(bindable))
        .map(({ detail }) => String(detail))
        .filter((detail) => large.test(detail)),
    );
  }

  const page = (query: Partial<DeliveryQuery>) => () =>
    listDeliveries(db, {
      ...{ projectId, callbackId: null, processId: null, leadIds: null, activityId: null, status: null },
      ...{ trigger: null, statusCode: null, errorClass: null, q: null, since: null, until: null },
      ...{ before: null, limit: 50, ...query },
    });
  const leads = (query: Partial<LeadQuery>) => () =>
    listLeads(db, {
      ...{ projectId, processId: null, state: null, disposition: null, incoming: null, q: null },
      ...{ updatedSince: null, after: null, limit: 50, ...query },
    });
  const activities = (query: Partial<ActivityQuery>) => () =>
    listActivities(db, {
      ...{ projectId, leadId: null, processId: null, type: null, before: null, limit: 50, ...query },
    });
  const spans = [{ at: start - 1_000, until: start + 3_600_000 }];
  const questions: Record<string, () => Promise<unknown>> = {
    deliveries: page({}),
    "deliveries of a callback": page({ callbackId, until: start }),
    "deliveries of a process": page({ processId, before: callbackId }),
    "failed deliveries": page({ status: ["failed"], until: start, errorClass: "timeout" }),
    "deliveries by class and trigger": page({ errorClass: "timeout", trigger: "call.completed" }),
    "a search for words": page({ q: "asha" }),
    "a search for a number": page({ q: "+91 98765 43210" }),
    "a search for an email": page({ q: "a@example.com", callbackId }),
    "a search for an id": page({ q: callbackId }),
    "open deliveries": page({ status: ["waiting", "held"] }),
    "open deliveries of a callback": page({ status: ["pending"], callbackId, until: start }),
    "a page that shows something": page({ status: ["pending", "delivered"] }),
    "deliveries of activities": () =>
      deliveriesOfActivities(db, { projectId, leadId: processId, activityIds: [callbackId] }),
    "a timeline": () => deliveryTimeline(db, { projectId, callbackId: null, processId, spans }),
    "a timeline of a callback": () => deliveryTimeline(db, { projectId, callbackId, processId: null, spans }),
    callbacks: () => listCallbacks(db, { projectId, processId, before: null, since: start, limit: 10 }),
    leads: leads({}),
    "leads of a process": leads({ processId, state: "x", after: { id: processId, updatedAt: null } }),
    "leads by update": leads({ updatedSince: start, after: { id: processId, updatedAt: start } }),
    "a search for leads": leads({ q: "asha", disposition: "Interested" }),
    activities: activities({}),
    "activities of a lead": activities({ leadId: processId }),
    "counts of leads": () => leadCounts(db, { projectId, processId }),
    processes: () => listProcesses(db, { projectId, q: "a", status: null, before: null, limit: 10 }),
    inspectors: () => listInspectors(db, { projectId, id: null, now: start }),
    "requests of an inspector": () =>
      listInspected(db, { projectId, inspectorId: processId, before: callbackId, limit: 10 }),
  };

  it.each(Object.entries(questions))("%s: by an index", async (_, ask) => {
    const steps = await stepsOf(ask);
    expect(steps.length).toBeGreaterThan(0);
    for (const step of steps) expect(step).toMatch(byIndex);
  });

  it("read rows in the order of an index, so that a limit bounds them", async () => {
    for (const ask of [
      page({}),
      page({ callbackId }),
      page({ status: ["failed"] }),
      leads({ processId }),
      leads({}),
    ]) {
      asked = [];
      await ask();
      const [first] = asked.filter(({ sql }) => /limit/.test(sql));
      const plan = handle
        .prepare(`explain query plan ${first?.sql}`)
        .all(...(first?.parameters ?? []).map(bindable))
        .map(({ detail }) => String(detail));
      const inner = plan.slice(
        0,
        plan.findIndex((detail) => /^SCAN w/.test(detail)),
      );
      expect(inner.join("; ")).not.toContain("TEMP B-TREE");
    }
  });

  it.each([null, callbackId])("find the activities of a lead by the lead alone, after %j", async (before) => {
    const [step] = await stepsOf(activities({ leadId: processId, before }));
    expect(step).toMatch(/^SEARCH activities USING INDEX activities_of_lead \(lead_id=\?/);
  });

  it("would be found out: without its index a page scans", async () => {
    handle.exec("begin; drop index deliveries_by_id");
    const steps = await stepsOf(page({}));
    handle.exec("rollback");
    expect(steps.every((step) => byIndex.test(step))).toBe(false);
  });
});

describe("deliveryTimeline", () => {
  it("estimates buckets that are too full to be looked through", async () => {
    const file = newDatabaseFile();
    await (await openSqliteWriter(file)).close();
    const handle = new DatabaseSync(file);
    const db = new Kysely<Schema>({ dialect: sqliteDialect(handle) });
    handle.exec(`insert into callbacks (id, project_id, process_id, position, name, enabled, url, payload_format,
        requires_whitelisted_source, auth_type, triggers, delivery_order, timeout_ms, signing, secret, created_at)
      values ('${callbackId}', '${projectId}', '${processId}', 0, 'C', 1, 'https://example.com', 'activity_update', 0,
        'none', '[]', 'none', 1, 'v1', 's', 1);
      with recursive k(i) as (select 0 union all select i + 1 from k where i < 11999)
      insert into deliveries (id, project_id, process_id, callback_id, kind, payload_format, status, lane, attempts, step,
        created_at) select printf('%08x', ${start / 1_000} + i * 3600 / 12000) || printf('%016x', i), '${projectId}',
        '${processId}', '${callbackId}', 'activity', 'activity_update',
        case when i % 10 = 0 then 'failed' else 'delivered' end, 0, 1, 0, 1 from k`);
    const whole = { at: start, until: start + 3_600_000 };
    const quiet = { at: start + 3_600_000, until: start + 7_200_000 };
    const half = { at: start, until: start + 1_800_000 };
    const of = (callback: string | null, spans: (typeof whole)[]) =>
      deliveryTimeline(db, { projectId, callbackId: callback, processId: null, spans });
    for (const callback of [null, callbackId]) {
      const [busy, after] = await of(callback, [whole, quiet]);
      expect(busy?.estimated).toBe(true);
      expect(Math.abs((busy?.delivered ?? 0) - 10_800)).toBeLessThan(300);
      expect(Math.abs((busy?.failed ?? 0) - 1_200)).toBeLessThan(50);
      expect(after).toEqual({ ...quiet, delivered: 0, failed: 0, open: 0, estimated: false });
      const [first] = await of(callback, [half]);
      expect(Math.abs((first?.delivered ?? 0) - 5_400)).toBeLessThan(150);
    }
    const [foreign] = await deliveryTimeline(db, {
      projectId: "6964f2c80000000000000099",
      callbackId,
      processId: null,
      spans: [whole],
    });
    expect(foreign?.delivered).toBe(0);
    await db.destroy();
  });
});
