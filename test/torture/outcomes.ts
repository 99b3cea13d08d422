import type { Selectable } from "kysely";
import type { AttemptRecord } from "../../src/contract/delivery.ts";
import type { AttemptOutcome } from "../../src/store/engine.ts";
import type { DeliveryTable } from "../../src/store/schema.ts";
import type { WriteBatch, WriteResult } from "../../src/store/writer.ts";
import { about, type Ledger } from "./ledger.ts";
import type { Executed } from "./simulated-store.ts";
import { Violation } from "./trace.ts";

type Row = Selectable<DeliveryTable>;

/** An attempt that is over; `early` where it was sent before its time, which uses up nothing of its schedule. */
interface Ended {
  record: AttemptRecord;
  early: boolean;
}

/**
 * Attempts that have come to their end, and what was stored of them: nothing is stored that did not happen, what is
 * stored says what happened, and the retry schedule is kept.
 */
export class Outcomes {
  /** By node, delivery and number. */
  readonly #ended = new Map<string, Ended>();
  readonly #schedule: readonly number[];
  readonly #fail: (violation: Violation) => void;

  constructor(schedule: readonly number[], fail: (violation: Violation) => void) {
    this.#schedule = schedule;
    this.#fail = fail;
  }

  /** An attempt came to its end. */
  ended(node: string, deliveryId: string, number: number, what: Ended): void {
    this.#ended.set(`${node} ${deliveryId} ${number}`, what);
  }

  /** The rows, as they still are, that a commit holds outcomes of. */
  rowsOf(call: Executed, ledger: Ledger): ReadonlyMap<number, Row> {
    const rows = new Map<number, Row>();
    if (call.name !== "commit") return rows;
    for (const { n } of (call.argument as WriteBatch).outcomes) {
      const row = ledger.byNumber(n)?.row;
      if (row !== undefined) rows.set(n, row);
    }
    return rows;
  }

  check(call: Executed, before: ReadonlyMap<number, Row>, ledger: Ledger): void {
    const { outcomes } = call.argument as WriteBatch;
    const { lost } = call.result as WriteResult;
    for (const [index, outcome] of outcomes.entries()) {
      const owed = ledger.byNumber(outcome.n);
      const row = before.get(outcome.n);
      if (owed === undefined || row === undefined) {
        this.#fail(new Violation("an outcome of a delivery that there is not"));
        continue;
      }
      const key = `${call.node} ${row.id} ${outcome.number}`;
      const ended = this.#ended.get(key);
      // Whose answer is lost is stored again.
      if (!call.lost) this.#ended.delete(key);
      const wrong = lost.includes(index)
        ? "lost an outcome by a bug"
        : ended === undefined
          ? "has an outcome of an attempt that did not end"
          : this.#wrong(outcome, ended, row, owed.row, call.node);
      if (wrong !== null) this.#fail(new Violation(`${ledger.name(owed)} ${wrong}`, about(owed)));
    }
  }

  #wrong(outcome: AttemptOutcome, { record, early }: Ended, before: Row, after: Row, node: string) {
    const success = record.error === null;
    if (success !== (outcome.verdict === "delivered"))
      return `counts as ${outcome.verdict}: the record differs`;
    // What another node has taken over, or a person has ended, is no longer this node's to say.
    if (before.leased_by !== node || before.status !== "pending") return null;
    if (after.attempts !== outcome.number)
      return `has ${after.attempts} attempts after the ${outcome.number}.`;
    const wait = this.#schedule[before.step];
    const wish = record.response?.headers["webhook-delivery"];
    const ends = record.response?.statusCode === 410 || wish === "disable" || wish === "abort-message";
    if (outcome.verdict === "retry" && (early || record.error?.class === "source"))
      return after.step === before.step ? null : "used up its schedule by an attempt that does not count";
    if (outcome.verdict === "retry") {
      if (ends) return "is tried again although its receiver wants no more of it";
      if (wait === undefined) return "is tried again although its schedule is used up";
      if (after.step !== before.step + 1) return `is at step ${after.step} after step ${before.step}`;
      if ((after.due_at ?? 0) < outcome.endedAt + wait) return "is due before its wait is over";
    }
    if (outcome.verdict === "failed" && !ends && wait !== undefined)
      return `failed for good at step ${before.step} of ${this.#schedule.length}`;
    return after.status === (outcome.verdict === "retry" ? "pending" : outcome.verdict)
      ? null
      : `is ${after.status} after an attempt that was ${outcome.verdict}`;
  }
}
