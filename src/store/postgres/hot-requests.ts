import type { InboundCall } from "../../outreach/model.ts";
import type { RequestStatements } from "../engine.ts";
import type { KnownKey } from "../idempotency.ts";
import { callOf } from "../queries/inbound-calls.ts";
import type { InboundCallTable } from "../schema.ts";
import type { Runs } from "./pipe.ts";
import { type Column, insertMany, statement } from "./statement.ts";

const keyColumns: readonly Column<KnownKey>[] = [
  ["project_id", "text", (key) => key.projectId],
  ["route", "text", (key) => key.route],
  ["key", "text", (key) => key.key],
  ["request_hash", "text", (key) => key.requestHash],
  ["results", "text", (key) => key.results],
  ["created_at", "bigint", (key) => key.createdAt],
];

const callColumns: readonly Column<InboundCall>[] = [
  ["process_id", "text", (call) => call.processId],
  ["provider", "text", (call) => call.provider],
  ["call_id", "text", (call) => call.callId],
  ["project_id", "text", (call) => call.projectId],
  ["lead_id", "text", (call) => call.leadId],
  ["state", "text", (call) => call.state],
  ["began_at", "bigint", (call) => call.beganAt],
  ["held", "text", (call) => call.held],
  ["seen_at", "bigint", (call) => call.seenAt],
];

/** What requests are known again by: their keys, and calls of voice providers. Each relies on its table's primary key. */
export function requestStatements(client: Runs): RequestStatements {
  const arrays = (columns: readonly Column<never>[]) =>
    columns.map(([, type], index) => `$${index + 1}::${type}[]`).join(", ");
  const knownKeys = statement<KnownKey>(
    client,
    "known_keys",
    `select k.project_id as "projectId", k.route, k.key, request_hash as "requestHash", results,
       created_at as "createdAt"
     from idempotency_keys k join unnest($1::text[], $2::text[], $3::text[]) as r(project_id, route, key)
       on k.project_id = r.project_id and k.route = r.route and k.key = r.key`,
  );
  const forgetKeys = statement(
    client,
    "forget_keys",
    `delete from idempotency_keys k using unnest($1::text[], $2::text[], $3::text[]) as r(project_id, route, key)
     where k.project_id = r.project_id and k.route = r.route and k.key = r.key and k.created_at <= $4`,
  );
  const insertKeys = insertMany<KnownKey>(client, "idempotency_keys", keyColumns);
  const knownCalls = statement<InboundCallTable>(
    client,
    "known_calls",
    `select ${callColumns.map(([name]) => `c.${name}`).join(", ")} from inbound_calls c
       join unnest($1::text[], $2::text[], $3::text[], $4::text[]) as r(process_id, provider, call_id, project_id)
       on c.process_id = r.process_id and c.provider = r.provider and c.call_id = r.call_id
         and c.project_id = r.project_id`,
  );
  const insertCalls = insertMany<InboundCall>(client, "inbound_calls", callColumns);
  const updateCalls = statement(
    client,
    "update_calls",
    `update inbound_calls c set state = r.state, began_at = r.began_at, held = r.held, seen_at = r.seen_at
     from unnest(${arrays(callColumns)}) as r(${callColumns.map(([name]) => name).join(", ")})
     where c.process_id = r.process_id and c.provider = r.provider and c.call_id = r.call_id
       and c.project_id = r.project_id`,
  );
  const places = (keys: readonly Pick<KnownKey, "projectId" | "route" | "key">[]) => [
    keys.map(({ projectId }) => projectId),
    keys.map(({ route }) => route),
    keys.map(({ key }) => key),
  ];
  return {
    knownKeys: (requests) => knownKeys(...places(requests)),
    async keepKeys(keys, outlived) {
      await Promise.all([forgetKeys(...places(keys), outlived), insertKeys(keys)]);
    },
    async knownCalls(keys) {
      const rows = await knownCalls(
        keys.map(({ processId }) => processId),
        keys.map(({ provider }) => provider),
        keys.map(({ callId }) => callId),
        keys.map(({ projectId }) => projectId),
      );
      return rows.map(callOf);
    },
    async storeCalls(changes) {
      const fresh = changes.flatMap(({ before, after }) => (before === null ? after : []));
      const known = changes.flatMap(({ before, after }) => (before === null ? [] : after));
      await Promise.all([
        insertCalls(fresh),
        known.length === 0
          ? null
          : updateCalls(...callColumns.map(([, , value]) => known.map((call) => value(call)))),
      ]);
    },
  };
}
