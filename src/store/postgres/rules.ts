import { chainKey } from "../../outreach/batch.ts";
import type { AskedRules } from "../engine.ts";
import type { CallbackSettings, ProcessSettings } from "../schema.ts";
import { leadsOfReferences, namedLeads } from "./locking.ts";
import type { Runs } from "./pipe.ts";
import { statement } from "./statement.ts";

/** What a batch is decided by, found by the leads that it names, though nothing of them is known yet. */
export function rulesStatements(client: Runs): AskedRules {
  // processes' and leads' primary keys, callbacks_of_process
  const touchedProcesses = `select unnest($1::text[])
    union select process_id from leads where project_id = any($3::text[]) and id = any($2::text[])`;
  const processes = statement<ProcessSettings>(
    client,
    "processes_of",
    `select id, project_id, status, allow_duplicates, states, dispositions from processes
     where project_id = any($3::text[]) and id in (${touchedProcesses})`,
  );
  const callbacks = statement<CallbackSettings>(
    client,
    "callbacks_of",
    `select id, process_id, enabled, payload_format, triggers, dispositions, states, delivery_order, paused_at
     from callbacks
     where project_id = any($3::text[]) and process_id in (${touchedProcesses}) and removed_at is null order by position`,
  );
  // leads_of_project, leads_by_reference, callbacks_of_process, deliveries_chain
  const openChains = statement<{ callback_id: string; lead_id: string }>(
    client,
    "open_chains",
    `select c.id as callback_id, k.id as lead_id from (
       select l.project_id, l.id, l.process_id from leads l
         join unnest($1::text[], $2::text[]) as named(project_id, id)
         on l.project_id = named.project_id and l.id = named.id
       union ${leadsOfReferences.replace("l.id", "l.id, l.process_id")}
     ) k
     join callbacks c on c.project_id = k.project_id and c.process_id = k.process_id
       and c.removed_at is null and c.delivery_order = 'per_lead'
     where exists (select 1 from deliveries d
       where d.project_id = k.project_id and d.callback_id = c.id and d.lead_id = k.id and d.lane = 0
         and d.status in ('pending', 'held'))`,
  );
  return {
    type: "asked",
    async ask(touched) {
      const named = [...touched.references.values()].map(({ processId }) => processId);
      const leadIds = [...touched.leads.values()].map(({ id }) => id);
      const values = [
        [...new Set([...touched.processIds, ...named])],
        leadIds,
        [...touched.projects],
      ] as const;
      const [found, of, open] = await Promise.all([
        processes(...values),
        callbacks(...values),
        openChains(...namedLeads(touched)),
      ]);
      const chains = open.map((row) => chainKey(row.callback_id, row.lead_id));
      return { processes: found, callbacks: of, openChains: chains };
    },
  };
}
