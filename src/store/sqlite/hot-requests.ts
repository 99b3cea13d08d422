import type { DatabaseSync } from "node:sqlite";
import type { RequestStatements } from "../engine.ts";
import type { KnownKey } from "../idempotency.ts";
import { callOf } from "../queries/inbound-calls.ts";
import type { InboundCallTable } from "../schema.ts";

/** What requests are known again by: their keys, and calls of voice providers. Each relies on its table's primary key. */
export function requestStatements(handle: DatabaseSync): RequestStatements {
  const knownKey = handle.prepare(
    `select project_id as projectId, route, key, request_hash as requestHash, results, created_at as createdAt
     from idempotency_keys where project_id = ? and route = ? and key = ?`,
  );
  // What is there is past its time: nobody else writes.
  const keepKey = handle.prepare(
    `insert or replace into idempotency_keys (project_id, route, key, request_hash, results, created_at)
     values (?, ?, ?, ?, ?, ?)`,
  );
  const knownCall = handle.prepare(
    `select * from inbound_calls where process_id = ? and provider = ? and call_id = ? and project_id = ?`,
  );
  const storeCall = handle.prepare(
    `insert into inbound_calls (process_id, provider, call_id, project_id, lead_id, state, began_at, held, seen_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (process_id, provider, call_id) do update
       set state = excluded.state, began_at = excluded.began_at, held = excluded.held, seen_at = excluded.seen_at`,
  );
  return {
    knownKeys: (requests) =>
      requests.flatMap(
        ({ projectId, route, key }) =>
          (knownKey.get(projectId, route, key) as unknown as KnownKey | undefined) ?? [],
      ),
    keepKeys(keys) {
      for (const { projectId, route, key, requestHash, results, createdAt } of keys)
        keepKey.run(projectId, route, key, requestHash, results, createdAt);
    },
    knownCalls: (keys) =>
      keys.flatMap(({ processId, provider, callId, projectId }) => {
        const row = knownCall.get(processId, provider, callId, projectId);
        return row === undefined ? [] : [callOf(row as unknown as InboundCallTable)];
      }),
    storeCalls(changes) {
      for (const { after } of changes) {
        const { processId, provider, callId, projectId, leadId, state, beganAt, held, seenAt } = after;
        storeCall.run(processId, provider, callId, projectId, leadId, state, beganAt, held, seenAt);
      }
    },
  };
}
