import type { Kysely } from "kysely";
import type { Schema } from "../../src/store/schema.ts";
import { inspection } from "./inspection.ts";
import { about, type Ledger, type Owed } from "./ledger.ts";
import type { Nodes } from "./nodes.ts";
import { Violation } from "./trace.ts";

/** What must be so when everything has worked for long enough: all that was owed has come to its end. */
export async function checkEnd(
  db: Kysely<Schema>,
  ledger: Ledger,
  nodes: Nodes,
  fail: (violation: Violation) => void,
): Promise<void> {
  const attempts = new Map<number, number[]>();
  for (const { delivery_n: n, number } of await inspection.attempts(db)) {
    const numbers = attempts.get(n) ?? [];
    numbers.push(number);
    attempts.set(n, numbers);
  }
  for (const owed of ledger.deliveries) {
    const wrong = wrongEnd(owed, attempts.get(owed.row.n) ?? []);
    if (wrong !== null) fail(new Violation(`${ledger.name(owed)} ${wrong}`, about(owed)));
  }
  for (const node of nodes.all) {
    if (node.dispatcher.load > 0) fail(new Violation(`${node.name} keeps ${node.dispatcher.load} in memory`));
    const waiting = node.dispatcher.committer.pendingOutcomes;
    if (waiting > 0) fail(new Violation(`${node.name} keeps ${waiting} outcomes`));
  }
}

function wrongEnd({ row, accepted }: Owed, numbers: readonly number[]): string | null {
  if (row.status === "pending" || row.status === "held") return `is still ${row.status}`;
  if (row.leased_by !== null) return "has ended and is leased";
  if (row.ended_at === null) return "has ended at no time";
  if (row.status === "delivered" && !accepted) return "counts as delivered, but nobody answered 2xx";
  // One that was on its way as it was skipped may have more attempts stored than are counted.
  const gapless = numbers.every((number, index) => number === index + 1);
  return gapless && numbers.length >= row.attempts
    ? null
    : `has attempts ${numbers.join(", ")} of ${row.attempts}`;
}
