import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newDatabaseFile } from "../../../test/store/files.ts";
import { openSqliteWriter } from "./engine.ts";
import { deliveryStatements } from "./hot-deliveries.ts";
import { leadStatements } from "./hot-leads.ts";
import { requestStatements } from "./hot-requests.ts";

/** The start of each statement, or what tells it from others, and the steps that its plan must consist of. */
const plans: readonly [statement: RegExp, steps: readonly RegExp[]][] = [
  [/from leads where id = \?/, [/^SEARCH leads USING INDEX sqlite_autoindex_leads_1 \(id=\?\)$/]],
  [
    /from leads where process_id = \(select/,
    [
      /USING INDEX leads_by_reference \(process_id=\? AND reference_id=\?\)$/,
      /^SEARCH own USING INDEX sqlite_autoindex_leads_1 \(id=\?\)$/,
    ],
  ],
  [
    /from leads where process_id = \?/,
    [/USING INDEX leads_by_reference \(process_id=\? AND reference_id=\?\)$/],
  ],
  [
    /from leads where project_id = \? and phone/,
    [/USING INDEX leads_by_phone \(project_id=\? AND phone=\?\)$/],
  ],
  [
    /from leads where project_id = \? and email/,
    [/USING INDEX leads_by_email \(project_id=\? AND email=\?\)$/],
  ],
  [/^update leads set/, [/^SEARCH leads USING INDEX sqlite_autoindex_leads_1 \(id=\?\)$/]],
  [
    /^select 1 from deliveries where callback_id = \? and lead_id = \? and lane = 0/,
    [/USING (COVERING )?INDEX deliveries_chain \(callback_id=\? AND lead_id=\? AND lane=\?\)$/],
  ],
  [
    /^select n, id, .* from deliveries where .* lane = 0/,
    [/USING INDEX deliveries_chain \(callback_id=\? AND lead_id=\? AND lane=\?\)$/],
  ],
  [
    /^select n, id, .* from deliveries where .* lane > 0/,
    [/USING INDEX deliveries_chain \(callback_id=\? AND lead_id=\? AND lane>\?\)$/],
  ],
  [
    /^select lane from deliveries/,
    [/USING INDEX deliveries_chain \(callback_id=\? AND lead_id=\? AND lane>\?\)$/],
  ],
  [
    /^select n, id, .* from deliveries where n = \?/,
    [/^SEARCH deliveries USING INTEGER PRIMARY KEY \(rowid=\?\)$/],
  ],
  [/^update deliveries set/, [/^SEARCH deliveries USING INTEGER PRIMARY KEY \(rowid=\?\)$/]],
  [
    /^select n from deliveries where callback_id = \? and due_at/,
    [/USING (COVERING )?INDEX deliveries_due \(callback_id=\? AND due_at<\?\)$/],
  ],
  [
    /^with recursive waiting/,
    [
      /^SEARCH deliveries USING (COVERING )?INDEX deliveries_due$/,
      /^SCAN waiting$/,
      /^SEARCH deliveries USING (COVERING )?INDEX deliveries_due \(callback_id>\?\)$/,
      /^SCAN waiting$/,
      /^SEARCH deliveries USING (COVERING )?INDEX deliveries_due \(callback_id=\?\)$/,
      /^SEARCH deliveries USING (COVERING )?INDEX deliveries_due \(callback_id=\?\)$/,
    ],
  ],
  [
    /^select d\.n/,
    [
      /^SEARCH d USING INTEGER PRIMARY KEY \(rowid=\?\)$/,
      /^SEARCH a USING INDEX activities_by_id \(project_id=\? AND id=\?\)( LEFT-JOIN)?$/,
      /^SEARCH u USING INDEX sqlite_autoindex_updates_1 \(id=\?\)( LEFT-JOIN)?$/,
    ],
  ],
  [
    /from activities where lead_id = \?/,
    [/^SEARCH activities USING INDEX activities_of_lead \(lead_id=\? AND sequence<\?\)$/],
  ],
  [
    /from idempotency_keys/,
    [/USING INDEX sqlite_autoindex_idempotency_keys_1 \(project_id=\? AND route=\? AND key=\?\)$/],
  ],
  [
    /from inbound_calls/,
    [/USING INDEX sqlite_autoindex_inbound_calls_1 \(process_id=\? AND provider=\? AND call_id=\?\)$/],
  ],
];

/** Steps that only say that others follow. */
const structure =
  /^(SETUP|RECURSIVE STEP|CO-ROUTINE .*|(CORRELATED )?SCALAR SUBQUERY \d+|UNION ALL|COMPOUND QUERY)$/;

describe("the plans of the hot statements", () => {
  let database: DatabaseSync;
  const statements: string[] = [];

  beforeAll(async () => {
    const file = newDatabaseFile();
    await (await openSqliteWriter(file)).close();
    database = new DatabaseSync(file);
    // Hears every statement that is prepared.
    const prepare = database.prepare.bind(database);
    database.prepare = (sql) => {
      statements.push(sql.replace(/\s+/g, " ").trim());
      return prepare(sql);
    };
    leadStatements(database);
    requestStatements(database);
    deliveryStatements(database);
    database.prepare = prepare;
  });
  afterAll(() => database.close());

  const planOf = (sql: string): string[] =>
    (database.prepare(`explain query plan ${sql}`).all() as { detail: string }[])
      .map(({ detail }) => detail)
      .filter((detail) => !structure.test(detail));

  it("use the index that each relies on, and never sort or scan", () => {
    const looked = statements.filter((sql) => !sql.startsWith("insert "));
    expect(looked.length).toBeGreaterThanOrEqual(plans.length);
    for (const sql of looked) {
      const [expected, ...others] = plans.filter(([statement]) => statement.test(sql));
      expect(others, `one plan for: ${sql}`).toEqual([]);
      expect(expected, `a plan for: ${sql}`).toBeDefined();
      expect(planOf(sql), sql).toEqual((expected?.[1] ?? []).map((step) => expect.stringMatching(step)));
    }
  });

  it("look for every statement that is expected", () => {
    for (const [statement] of plans) {
      expect(
        statements.some((sql) => statement.test(sql)),
        `${statement}`,
      ).toBe(true);
    }
  });

  it("would be found out: without its index a statement scans", () => {
    database.exec("drop index deliveries_due");
    const due = statements.find((sql) => /and due_at <= /.test(sql)) ?? "";
    expect(planOf(due).join()).not.toContain("deliveries_due");
  });
});
