import { type HistoryEntry, historyActivities } from "../../callbacks/payload.ts";
import { chainKey } from "../../outreach/batch.ts";
import type {
  AttemptOutcome,
  DeliveryState,
  DeliveryStatements,
  OwedRow,
  ReleasedDelivery,
} from "../engine.ts";
import { type ReadyColumns, readyRowOf } from "../ready-row.ts";
import type { Runs } from "./pipe.ts";
import { inRounds } from "./rounds.ts";
import { type Column, insertMany, statement } from "./statement.ts";

const owedColumns = (leasedUntil: number): readonly Column<OwedRow>[] => [
  ["id", "text", (row) => row.id],
  ["project_id", "text", (row) => row.projectId],
  ["process_id", "text", (row) => row.processId],
  ["callback_id", "text", (row) => row.callbackId],
  ["lead_id", "text", (row) => row.leadId],
  ["kind", "text", (row) => row.kind],
  ["activity_id", "text", (row) => row.activityId],
  ["update_id", "text", (row) => row.updateId],
  ["payload_format", "text", (row) => row.payloadFormat],
  ["status", "text", (row) => row.status],
  ["lane", "bigint", () => 0],
  ["attempts", "bigint", () => 0],
  ["step", "bigint", () => 0],
  ["due_at", "bigint", (row) => (row.status === "pending" ? row.createdAt : null)],
  ["leased_by", "text", (row) => row.leasedBy],
  ["leased_until", "bigint", (row) => (row.leasedBy === null ? null : leasedUntil)],
  ["created_at", "bigint", (row) => row.createdAt],
  ["traceparent", "text", (row) => row.traceparent],
];

/** An outcome's columns as arrays, and their names. */
const outcomes = `unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[],
    $8::text[], $9::text[], $10::bigint[], $11::bigint[], $12::bigint[], $14::text[], $15::bigint[])
  as o(n, number, at, status_code, error_class, error_message, hint, record, verdict, step, due_at, ended_at, project_id,
    not_before)`;

/**
 * What an attempt means for its delivery, in one statement with the attempt itself. A node that was given up on may
 * come back with an outcome when another has the delivery: an arrival counts whoever saw it, but to try again or to
 * give up is for the one who has it, on the attempts that it knows of. Of the others, which are few or none, the
 * attempt alone is stored; what was skipped while its request was on the way stays so, with one attempt more. They are
 * told by `not in`, which looks into a table of hashes: a join would compare each with all, since a plan is made for few.
 */
const finish = `with outcome as (
    select * from ${outcomes}
  ), finished as (
    update deliveries d set
      status = case o.verdict when 'retry' then 'pending' else o.verdict end,
      attempts = greatest(d.attempts + 1, o.number), step = o.step, due_at = o.due_at,
      leased_by = null, leased_until = null, ended_at = case o.verdict when 'retry' then d.ended_at else o.ended_at end,
      last_status_code = o.status_code, last_error = o.error_message, hint = o.hint,
      not_before = coalesce(o.not_before, d.not_before)
    from outcome o
    where d.n = o.n and d.project_id = o.project_id and (
      (o.verdict = 'delivered' and d.status <> 'delivered')
      or (d.status = 'pending' and d.attempts = o.number - 1 and (d.leased_by = $13 or d.leased_by is null))
    )
    returning d.project_id, d.n, d.attempts, o.at, o.status_code, o.error_class, o.record, d.kept
  ), other as (
    select o.project_id, o.n, o.number, o.at, o.status_code, o.error_class, o.record, d.kept,
      d.status = 'skipped' and d.attempts = o.number - 1 as counts
    from outcome o join deliveries d on d.n = o.n and d.project_id = o.project_id
    where o.n not in (select n from finished) for no key update of d
  ), counted as (
    update deliveries d set attempts = o.number from other o where d.n = o.n and d.project_id = o.project_id and o.counts
  )
  insert into attempts (project_id, delivery_n, number, at, status_code, error_class, record, kept)
    select * from finished
    union all select project_id, n, number, at, status_code, error_class, record, kept from other
    on conflict (delivery_n, number, project_id, kept) do nothing`;

/** Columns of what is ready to be sent, from a delivery `d` and what `bodySources` joins to it. */
const readyColumns = `d.n, d.id, d.project_id, d.process_id, d.callback_id, d.lead_id, d.attempts, d.step, d.lane, d.created_at,
  d.traceparent, d.payload_format, coalesce(d.body, u.body) as own_body, a.id as activity_id, a.last_activity_id,
  a.reference_id, a.recorded_at, a.sequence, a.triggers, a.body, a.lead,
  case when d.payload_format = 'lead_history' and a.id is not null then (
    select json_agg(h) from (${historyOf("d.project_id", "d.lead_id", "a.sequence", String(historyActivities + 1))}) h
  ) end as history`;

/** activities_by_id, updates' primary key. */
const bodySources = (wanted: string) =>
  `left join activities a on ${wanted} and a.project_id = d.project_id and a.id = d.activity_id
   left join updates u on ${wanted} and u.project_id = d.project_id and u.id = d.update_id`;

/** Activities that fire something, newest first. activities_of_lead. */
function historyOf(project: string, lead: string, sequence: string, most: string): string {
  return `select id as "activityId", sequence, recorded_at as "timestamp", body from activities
    where project_id = ${project} and lead_id = ${lead} and sequence <= ${sequence} and triggers <> '[]'
    order by sequence desc limit ${most}`;
}

/** Owing, claiming, finishing and releasing deliveries. The index that each statement relies on stands beside it. */
export function deliveryStatements(client: Runs): DeliveryStatements {
  const run = <Row>(name: string, text: string) => statement<Row>(client, name, text);
  // deliveries_chain
  const lastTurns = run<{ lane: number }>(
    "last_turns",
    `select coalesce((select max(d.lane) from deliveries d
       where d.project_id = p.project_id and d.callback_id = p.callback_id and d.lead_id = p.lead_id and d.lane > 0 and d.status in ('pending', 'held')), 0)
       as lane
     from unnest($1::text[], $2::text[], $3::text[]) with ordinality as p(project_id, callback_id, lead_id, place)
     order by place`,
  );
  const insertAttempt = run(
    "insert_attempt",
    `insert into attempts (project_id, delivery_n, number, at, status_code, error_class, record)
     values ($1, $2, $3, $4, $5, $6, $7)`,
  );
  // deliveries_by_number, three times
  const finishAttempts = run("finish_attempts", finish);
  // deliveries_chain, for each of the two kinds of chain, then deliveries_by_number: a plan that is made while there is
  // little would read all that is held and look for each chain in that, if `status = 'held'` let it.
  const head = (lane: string, order: string) =>
    `select d.n, d.status from deliveries d
     where d.project_id = c.project_id and d.callback_id = c.callback_id and d.lead_id = c.lead_id and ${lane} and d.status in ('pending', 'held')
     order by ${order} limit 1`;
  const release = run<ReadyColumns & { place: number; leased: boolean }>(
    "release_next",
    `with head as materialized (
       select c.place, c.project_id, c.leased_by, h.n, h.status
       from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $7::text[]) with ordinality
         as c(callback_id, lead_id, lane, leased_by, project_id, place)
       cross join lateral (
         (select * from (${head("d.lane = 0", "d.n")}) o where c.lane = 0)
         union all (select * from (${head("d.lane > 0", "d.lane, d.n")}) t where c.lane > 0)
       ) h
     ), released as (
       update deliveries d set status = 'pending', due_at = $5, leased_by = head.leased_by,
         leased_until = case when head.leased_by is null then null else $6::bigint end
       from head where d.n = head.n and d.project_id = head.project_id and head.status = 'held'
         and d.status is not distinct from 'held'
       returning head.place, d.*
     )
     select d.place, d.leased_by is not null as leased, ${readyColumns} from released d ${bodySources("d.leased_by is not null")}`,
  );
  // deliveries_by_number
  const states = run<DeliveryState>(
    "delivery_states",
    `select d.n, d.id, d.project_id as "projectId", d.process_id as "processId", d.callback_id as "callbackId",
       d.lead_id as "leadId", d.status, d.attempts
     from unnest($1::bigint[], $2::text[]) as w(n, project_id)
       join deliveries d on d.n = w.n and d.project_id = w.project_id order by d.n`,
  );
  // deliveries_due; what another node claims at the same moment is passed over
  const claim = run<{ place: number; due_at: number; n: number; project_id: string }>(
    "claim_due",
    `with due as (
       select c.place, c.project_id, d.n, d.due_at
       from unnest($1::text[], $2::bigint[], $6::text[]) with ordinality as c(callback_id, most, project_id, place)
       cross join lateral (
         select n, due_at from deliveries
         where project_id = c.project_id and callback_id = c.callback_id and due_at <= $3 and status = 'pending' and leased_by is null
         order by due_at, n limit c.most for update skip locked
       ) d
     )
     update deliveries d set leased_by = $4, leased_until = $5 from due
     where d.n = due.n and d.project_id = due.project_id returning due.place, due.due_at, d.n, d.project_id`,
  );
  // deliveries_due, one seek for each callback
  const waiting = run<{ project_id: string; callback_id: string; due_at: number }>(
    "waiting_callbacks",
    `with recursive waiting(id) as (
       select min(callback_id) from deliveries where status = 'pending' and leased_by is null
       union all
       select (select min(callback_id) from deliveries
               where status = 'pending' and leased_by is null and callback_id > waiting.id)
       from waiting where waiting.id is not null
     )
     select id as callback_id, earliest.project_id, earliest.due_at from waiting cross join lateral (
       select project_id, due_at from deliveries
       where callback_id = waiting.id and status = 'pending' and leased_by is null order by due_at, n limit 1
     ) earliest`,
  );
  // deliveries_by_number
  const ready = run<ReadyColumns>(
    "ready_rows",
    `select ${readyColumns}
     from unnest($1::bigint[], $2::text[]) with ordinality as w(n, project_id, place)
       join deliveries d on d.n = w.n and d.project_id = w.project_id ${bodySources("true")}
     order by w.place`,
  );
  const history = run<HistoryEntry>("history", historyOf("$4", "$1", "$2", "$3"));

  const finishEachOnce = async (outcomes: readonly AttemptOutcome[], node: string): Promise<void> => {
    await finishAttempts(
      outcomes.map(({ n }) => n),
      outcomes.map(({ number }) => number),
      outcomes.map(({ at }) => at),
      outcomes.map(({ statusCode }) => statusCode),
      outcomes.map(({ errorClass }) => errorClass),
      outcomes.map(({ errorMessage }) => errorMessage),
      outcomes.map(({ hint }) => hint),
      outcomes.map(({ record }) => record),
      outcomes.map(({ verdict }) => verdict),
      outcomes.map(({ step }) => step),
      outcomes.map(({ dueAt }) => dueAt),
      outcomes.map(({ endedAt }) => endedAt),
      node,
      outcomes.map(({ projectId }) => projectId),
      outcomes.map(({ notBefore }) => notBefore),
    );
  };

  return {
    async lastTurns(pairs) {
      const turns = await lastTurns(
        pairs.map(({ projectId }) => projectId),
        pairs.map(({ callbackId }) => callbackId),
        pairs.map(({ leadId }) => leadId),
      );
      return turns.map(({ lane }) => lane);
    },
    async insertDeliveries(rows, leasedUntil) {
      const insert = insertMany<OwedRow, { id: string; n: number }>(
        client,
        "deliveries",
        owedColumns(leasedUntil),
        "returning id, n",
      );
      const numbers = new Map((await insert(rows)).map(({ id, n }) => [id, n]));
      return rows.map(({ id }) => numbers.get(id) ?? 0);
    },
    async insertAttempt(
      { delivery_n: n, number, at, status_code: status, error_class: error, record },
      projectId,
    ) {
      await insertAttempt(projectId, n, number, at, status, error, record);
    },
    async finishAttempts(outcomes, node) {
      // All of them are sent at once: what is released next goes by the last of them.
      const rounds = inRounds(outcomes, ({ n }) => n);
      await Promise.all(rounds.map((round) => finishEachOnce(round, node)));
    },
    async releaseNext(chains, leasedUntil, now) {
      if (chains.length === 0) return [];
      // Each chain once: the second time there would be nothing left to release.
      const places = new Map<string, number>();
      for (const [place, { callbackId, leadId, lane }] of chains.entries()) {
        const key = `${chainKey(callbackId, leadId)}:${lane === 0}`;
        if (!places.has(key)) places.set(key, place);
      }
      const first = [...places.values()];
      const column = (value: (chain: (typeof chains)[number]) => string | number | null) =>
        first.map((place) => {
          const chain = chains[place];
          return chain === undefined ? null : value(chain);
        });
      const released = await release(
        column(({ callbackId }) => callbackId),
        column(({ leadId }) => leadId),
        column(({ lane }) => lane),
        column(({ leasedBy }) => leasedBy),
        now,
        leasedUntil,
        column(({ projectId }) => projectId),
      );
      const found = new Map(released.map((row) => [first[row.place - 1], releasedOf(row)]));
      return chains.map((_, place) => found.get(place) ?? null);
    },
    deliveryStates: (rows) =>
      states(
        rows.map(({ n }) => n),
        rows.map(({ projectId }) => projectId),
      ),
    async claimDue({ callbacks, node, now, until }) {
      const claimed = await claim(
        callbacks.map(({ callbackId }) => callbackId),
        callbacks.map(({ limit }) => limit),
        now,
        node,
        until,
        callbacks.map(({ projectId }) => projectId),
      );
      claimed.sort((a, b) => a.place - b.place || a.due_at - b.due_at || a.n - b.n);
      return claimed.map(({ n, project_id: projectId }) => ({ n, projectId }));
    },
    async readyRows(rows) {
      if (rows.length === 0) return [];
      const ns = rows.map(({ n }) => n);
      return (
        await ready(
          ns,
          rows.map(({ projectId }) => projectId),
        )
      ).map(readyRowOf);
    },
    history: ({ projectId, id }, sequence, limit) => history(id, sequence, limit, projectId),
    waitingCallbacks: async () =>
      (await waiting()).map((row) => ({
        projectId: row.project_id,
        callbackId: row.callback_id,
        dueAt: row.due_at,
      })),
  };
}

function releasedOf({ leased, ...row }: ReadyColumns & { leased: boolean }): ReleasedDelivery {
  const ready = readyRowOf(row);
  const { n, id, projectId, processId, callbackId, leadId, attempts } = ready;
  const state = { n, id, projectId, processId, callbackId, leadId, attempts, status: "pending" };
  return { ...state, ready: leased ? ready : null };
}
