import type { HotStatements, Touched } from "../engine.ts";
import type { NodeMessage } from "../nodes.ts";
import { channel } from "./outbox.ts";
import type { Runs } from "./pipe.ts";
import { statement } from "./statement.ts";

/** What an advisory lock is about; its second number is a project's. */
const settings = 1;
const uniqueFields = 2;

/** Columns of leads `l` that are named by reference, in a statement with the parameters of `namedLeads`. */
export const leadsOfReferences = (columns: string) => `select ${columns} from leads l
  join unnest($3::text[], $4::text[], $5::text[]) as r(project_id, process_id, reference_id)
  on l.project_id = r.project_id and l.process_id = r.process_id and l.reference_id = r.reference_id`;

/** Leads that a batch names, as parameters: by their project and id, and by project, process and reference. */
export function namedLeads({ leads, references }: Pick<Touched, "leads" | "references">): string[][] {
  const [named, keys] = [[...leads.values()], [...references.values()]];
  return [
    named.map(({ projectId }) => projectId),
    named.map(({ id }) => id),
    keys.map(({ projectId }) => projectId),
    keys.map(({ processId }) => processId),
    keys.map(({ referenceId }) => referenceId),
  ];
}

/** Every lock of a kind in the order of its number, so that no two transactions wait for each other. */
const ofProjects = (lock: string) =>
  `select ${lock}($1, project) from (select distinct hashtext(id) as project from unnest($2::text[]) id order by 1) p`;

/**
 * Holds what a batch touches until its transaction ends, always in this order (one connection does one thing after the
 * other, though they are sent together; each of them sees what was committed before it began):
 *
 * 1. the settings of its projects, together with other batches and apart from whoever changes them, so that a Save
 *    that was answered holds for every batch on every node;
 * 2. where it may take a phone, email or reference, that of the project: two nodes do not take the same one;
 * 3. the leads, in the order of ids. Whoever reports about a lead and whoever finishes a delivery of it hold the
 *    lead's row, so that neither misses what the other does to the lead's order.
 */
export function lockStatements(
  client: Runs,
): Required<Pick<HotStatements, "lock" | "holdSettings" | "tellSettings">> {
  const shareSettings = statement(client, "share_settings", ofProjects("pg_advisory_xact_lock_shared"));
  const holdFields = statement(client, "hold_unique_fields", ofProjects("pg_advisory_xact_lock"));
  const holdSettings = statement(client, "hold_settings", ofProjects("pg_advisory_xact_lock"));
  const tell = statement(client, "tell", "select pg_notify($1, $2)");
  // leads_of_project, leads_by_reference
  const holdLeads = statement(
    client,
    "hold_touched_leads",
    `select 1 from leads join (
       select project_id, id from unnest($1::text[], $2::text[]) as named(project_id, id)
       union ${leadsOfReferences("l.project_id, l.id")}
     ) as k on leads.project_id = k.project_id and leads.id = k.id order by leads.id for update of leads`,
  );
  return {
    async lock({ projects, claiming, leads, references }) {
      const held: Promise<unknown>[] = [];
      if (projects.size > 0) held.push(shareSettings(settings, [...projects]));
      if (claiming.size > 0) held.push(holdFields(uniqueFields, [...claiming]));
      if (leads.size > 0 || references.size > 0) held.push(holdLeads(...namedLeads({ leads, references })));
      await Promise.all(held);
    },
    async tellSettings(projectIds) {
      await tell(
        channel,
        JSON.stringify({ kind: "settings", projectIds: [...projectIds] } satisfies NodeMessage),
      );
    },
    async holdSettings(projectIds) {
      await holdSettings(settings, projectIds);
    },
  };
}
