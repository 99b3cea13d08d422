import type { Kysely } from "kysely";
import type { ChangeResult } from "../../src/outreach/model.ts";
import type { Schema } from "../../src/store/schema.ts";
import type { Ledger } from "./ledger.ts";
import { Violation } from "./trace.ts";

/** What was answered to those who reported: all of it must be stored, then and for ever. */
export class Acknowledged {
  readonly #activities = new Set<string>();
  readonly #leads = new Set<string>();
  readonly #updates = new Set<string>();
  /** The answers given for each idempotency key. */
  readonly #byKey = new Map<string, string>();
  readonly #ledger: Ledger;
  readonly #fail: (violation: Violation) => void;

  constructor(ledger: Ledger, fail: (violation: Violation) => void) {
    this.#ledger = ledger;
    this.#fail = fail;
  }

  results(results: readonly ChangeResult[], key: string | null): void {
    for (const result of results) {
      if (!result.ok) continue;
      if (result.kind === "lead") this.#leads.add(result.lead.id);
      if (result.kind === "update") this.#updates.add(result.updateId);
      if (result.kind === "activity") this.#activity(result.answer);
    }
    if (key === null) return;
    const answer = JSON.stringify(results);
    if ((this.#byKey.get(key) ?? answer) !== answer)
      this.#fail(new Violation(`${key} was answered in two ways: the change was made twice`));
    this.#byKey.set(key, answer);
  }

  /** Everything that was acknowledged is in the database. */
  async checkStored(db: Kysely<Schema>): Promise<void> {
    for (const table of ["leads", "activities", "updates"] as const) {
      const stored = new Set((await db.selectFrom(table).select("id").execute()).map(({ id }) => id));
      const wanted = { leads: this.#leads, activities: this.#activities, updates: this.#updates }[table];
      for (const id of wanted)
        if (!stored.has(id)) this.#fail(new Violation(`something acknowledged is not in ${table}`, [id]));
    }
  }

  #activity(answer: string): void {
    const { id, deliveries } = JSON.parse(answer) as { id: string; deliveries: number };
    this.#activities.add(id);
    if (!this.#ledger.activities.has(id))
      this.#fail(new Violation("an activity was acknowledged and is not stored"));
    const owed = this.#ledger.owedFor(id);
    if (owed !== deliveries)
      this.#fail(new Violation(`${deliveries} deliveries were told of, ${owed} are owed`));
  }
}
