import { chainKey } from "../../outreach/batch.ts";
import type { AskedRules } from "../engine.ts";
import type { CallbackSettings, ProcessSettings } from "../schema.ts";
import { leadsOfReferences, namedLeads } from "./locking.ts";
import type { Runs } from "./pipe.ts";
import { statement } from "./statement.ts";

/**
 * What a batch is decided by, found by the leads that it names, though nothing of them is known yet. They are looked up
 * by joining them, as all are that are many: `= any` of them would read every lead of their projects.
 */
export function rulesStatements(client: Runs): AskedRules {
  // leads_of_project, then processes' primary key and callbacks_of_process
  const touched = `select unnest($3::text[]) union select l.process_id from leads l
    join unnest($1::text[], $2::text[]) as named(project_id, id) on l.project_id = named.project_id and l.id = named.id`;
  const processes = statement<ProcessSettings>(
    client,
    "processes_of",
    `select id, project_id, status, allow_duplicates, states, dispositions from processes
     where project_id = any($4::text[]) and id in (${touched})`,
  );
  const callbacks = statement<CallbackSettings>(
    client,
    "callbacks_of",
    `select id, process_id, enabled, payload_format, triggers, dispositions, states, delivery_order, paused_at
     from callbacks
     where project_id = any($4::text[]) and process_id in (${touched}) and removed_at is null
     order by position`,
  );
  // leads_of_project, leads_by_reference, callbacks_of_process, deliveries_chain: looked into for each pair, since a plan
  // that joins them reads all that a callback is owed.
  const leadColumns = "l.project_id, l.id, l.process_id";
  const openChains = statement<{ callback_id: string; lead_id: string }>(
    client,
    "open_chains",
    `select c.id as callback_id, k.id as lead_id from (
       select ${leadColumns} from leads l
         join unnest($1::text[], $2::text[]) as named(project_id, id)
         on l.project_id = named.project_id and l.id = named.id
       union ${leadsOfReferences(leadColumns)}
     ) k
     join callbacks c on c.project_id = k.project_id and c.process_id = k.process_id
       and c.removed_at is null and c.delivery_order = 'per_lead'
     cross join lateral (select 1 from deliveries d
       where d.project_id = k.project_id and d.callback_id = c.id and d.lead_id = k.id and d.lane = 0
         and d.status in ('pending', 'held') limit 1) open`,
  );
  return {
    type: "asked",
    async ask(touched) {
      const named = namedLeads(touched);
      const referred = [...touched.references.values()].map(({ processId }) => processId);
      const processIds = [...new Set([...touched.processIds, ...referred])];
      const settings = [...named.slice(0, 2), processIds, [...touched.projects]];
      const [found, of, open] = await Promise.all([
        processes(...settings),
        callbacks(...settings),
        openChains(...named),
      ]);
      const chains = open.map((row) => chainKey(row.callback_id, row.lead_id));
      return { processes: found, callbacks: of, openChains: chains };
    },
  };
}
