import type { DatabaseSync } from "node:sqlite";
import type { HistoryEntry } from "../../callbacks/payload.ts";
import { chainKey } from "../../outreach/batch.ts";
import type { AttemptOutcome, DeliveryState, DeliveryStatements, KeptRules } from "../engine.ts";
import { type ReadyColumns, readyRowOf } from "../ready-row.ts";
import { insertMany } from "./insert-many.ts";

/** Columns of a `DeliveryState`. */
const state = `n, id, project_id as projectId, process_id as processId, callback_id as callbackId, lead_id as leadId,
  status, attempts`;

/** Owing, claiming, finishing and releasing deliveries. The index that each statement relies on stands beside it. */
export function deliveryStatements(handle: DatabaseSync): DeliveryStatements & { rules: KeptRules } {
  // deliveries_chain
  const openChain = handle.prepare(
    `select 1 from deliveries where callback_id = ? and lead_id = ? and lane = 0 and status in ('pending', 'held') limit 1`,
  );
  const insertDeliveries = insertMany(
    handle,
    `deliveries (id, project_id, process_id, callback_id, lead_id, kind, activity_id, update_id,
       payload_format, status, lane, attempts, step, due_at, leased_by, leased_until, created_at, traceparent)`,
    `(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?, ?, ?, ?)`,
  );
  const insertAttempts = insertMany(
    handle,
    `attempts (delivery_n, number, at, status_code, error_class, record)`,
    `(?, ?, ?, ?, ?, ?)`,
    "on conflict (delivery_n, number) do nothing",
  );
  // The rowid. A node that was given up on may come back with an outcome when another has the delivery: an arrival
  // counts whoever saw it, but to try again or to give up is for the one who has it, on the attempts that it knows of.
  const finish = handle.prepare(
    `update deliveries set status = iif(?1 = 'retry', 'pending', ?1), attempts = max(attempts + 1, ?2), step = ?3,
       due_at = ?4, leased_by = null, leased_until = null, ended_at = iif(?1 = 'retry', ended_at, ?5),
       last_status_code = ?6, last_error = ?7, hint = ?8, not_before = coalesce(?11, not_before)
     where n = ?9 and ((?1 = 'delivered' and status <> 'delivered')
       or (status = 'pending' and attempts = ?2 - 1 and (leased_by = ?10 or leased_by is null)))
     returning attempts`,
  );
  // The rowid. What was skipped while its request was on the way stays so, with one attempt more.
  const count = handle.prepare(
    `update deliveries set attempts = ?1 where n = ?2 and status = 'skipped' and attempts = ?1 - 1`,
  );
  // deliveries_chain, three times: the first of the lead's order, the first and the last turn of what is resent.
  const firstInOrder = handle.prepare(
    `select ${state} from deliveries where callback_id = ? and lead_id = ? and lane = 0 and status in ('pending', 'held')
     order by n limit 1`,
  );
  const firstTurn = handle.prepare(
    `select ${state} from deliveries where callback_id = ? and lead_id = ? and lane > 0 and status in ('pending', 'held')
     order by lane, n limit 1`,
  );
  const lastTurn = handle.prepare(
    `select lane from deliveries where callback_id = ? and lead_id = ? and lane > 0 and status in ('pending', 'held')
     order by lane desc limit 1`,
  );
  const release = handle.prepare(
    `update deliveries set status = 'pending', due_at = ?, leased_by = ?, leased_until = ?
     where n = ? and status = 'held'`,
  );
  // The rowid
  const stateOf = handle.prepare(`select ${state} from deliveries where n = ?`);
  // deliveries_due
  const due = handle.prepare(
    `select n from deliveries
     where callback_id = ? and due_at <= ? and status = 'pending' and leased_by is null order by due_at, n limit ?`,
  );
  const lease = handle.prepare(`update deliveries set leased_by = ?, leased_until = ? where n = ?`);
  // deliveries_due, one seek for each callback
  const waiting = handle.prepare(
    `with recursive waiting(id) as (
       select min(callback_id) from deliveries where status = 'pending' and leased_by is null
       union all
       select (select min(callback_id) from deliveries
               where status = 'pending' and leased_by is null and callback_id > waiting.id)
       from waiting where waiting.id is not null
     )
     select id as callbackId, (select project_id from deliveries
       where callback_id = waiting.id and status = 'pending' and leased_by is null limit 1) as projectId,
       (select min(due_at) from deliveries
        where callback_id = waiting.id and status = 'pending' and leased_by is null) as dueAt
     from waiting where id is not null`,
  );
  // rowid of deliveries, activities_by_id, updates' primary key
  const ready = handle.prepare(
    `select d.n, d.id, d.project_id, d.process_id, d.callback_id, d.lead_id, d.attempts, d.step, d.lane, d.created_at, d.traceparent,
       d.payload_format, coalesce(d.body, u.body) as own_body, a.id as activity_id, a.last_activity_id,
       a.reference_id, a.recorded_at, a.sequence, a.triggers, a.body, a.lead
     from deliveries d
       left join activities a on a.project_id = d.project_id and a.id = d.activity_id
       left join updates u on u.id = d.update_id
     where d.n = ?`,
  );
  // activities_of_lead
  const history = handle.prepare(
    `select id as activityId, sequence, recorded_at as timestamp, body from activities
     where lead_id = ? and sequence <= ? and triggers <> '[]' order by sequence desc limit ?`,
  );
  const numbers = (rows: unknown[]) => (rows as { n: number }[]).map((row) => row.n);

  /** Returns the number that the attempt is stored under. */
  const finishOne = (outcome: AttemptOutcome, node: string): number => {
    const { verdict, number, step, dueAt, endedAt, statusCode, errorMessage, hint, n, notBefore } = outcome;
    const finished = finish.get(
      verdict,
      number,
      step,
      dueAt,
      endedAt,
      statusCode,
      errorMessage,
      hint,
      n,
      node,
      notBefore,
    ) as { attempts: number } | undefined;
    if (finished === undefined) count.run(number, n);
    return finished?.attempts ?? number;
  };

  const readyRow = (n: number) => {
    const row = ready.get(n) as ReadyColumns | undefined;
    return row === undefined ? null : readyRowOf(row);
  };

  return {
    rules: {
      type: "kept",
      openChains: (pairs) =>
        pairs.flatMap(({ callbackId, leadId }) =>
          openChain.get(callbackId, leadId) === undefined ? [] : [chainKey(callbackId, leadId)],
        ),
    },
    lastTurns: (pairs) =>
      pairs.map(({ callbackId, leadId }) => {
        const last = lastTurn.get(callbackId, leadId) as { lane: number } | undefined;
        return last?.lane ?? 0;
      }),
    insertDeliveries(rows, leasedUntil) {
      const last = insertDeliveries(
        rows.map((row) => [
          row.id,
          row.projectId,
          row.processId,
          row.callbackId,
          row.leadId,
          row.kind,
          row.activityId,
          row.updateId,
          row.payloadFormat,
          row.status,
          row.status === "pending" ? row.createdAt : null,
          row.leasedBy,
          row.leasedBy === null ? null : leasedUntil,
          row.createdAt,
          row.traceparent,
        ]),
      );
      // A rowid is the largest before plus one: nobody else writes, so they are consecutive.
      return rows.map((_, index) => last - rows.length + 1 + index);
    },
    insertAttempt({ delivery_n: n, number, at, status_code: status, error_class: error, record }) {
      insertAttempts([[n, number, at, status, error, record]]);
    },
    finishAttempts(outcomes, node) {
      insertAttempts(
        outcomes.map((outcome) => {
          const { n, at, statusCode, errorClass, record } = outcome;
          return [n, finishOne(outcome, node), at, statusCode, errorClass, record];
        }),
      );
    },
    releaseNext(chains, leasedUntil, now) {
      return chains.map(({ callbackId, leadId, lane, leasedBy }) => {
        // In the lead's order a later one that is on its way was owed while the callback asked for no order.
        const statement = lane === 0 ? firstInOrder : firstTurn;
        const first = statement.get(callbackId, leadId) as DeliveryState | undefined;
        if (first?.status !== "held") return null;
        release.run(now, leasedBy, leasedBy === null ? null : leasedUntil, first.n);
        return { ...first, status: "pending", ready: leasedBy === null ? null : readyRow(first.n) };
      });
    },
    deliveryStates: (rows) =>
      rows
        .flatMap(({ n }) => (stateOf.get(n) as DeliveryState | undefined) ?? [])
        .toSorted((a, b) => a.n - b.n),
    claimDue({ callbacks, node, now, until }) {
      return callbacks.flatMap(({ projectId, callbackId, limit }) => {
        const claimed = numbers(due.all(callbackId, now, limit));
        for (const n of claimed) lease.run(node, until, n);
        return claimed.map((n) => ({ n, projectId }));
      });
    },
    readyRows: (rows) => rows.flatMap(({ n }) => readyRow(n) ?? []),
    history: ({ id }, sequence, limit) => history.all(id, sequence, limit) as unknown as HistoryEntry[],
    waitingCallbacks: () => waiting.all() as { projectId: string; callbackId: string; dueAt: number }[],
  };
}
