import type { Kysely } from "kysely";
import { Batch, callKey, type Loaded } from "../outreach/batch.ts";
import type { CallKey, Change, LeadRecord, LeadTarget, NewLead } from "../outreach/model.ts";
import {
  type AskedRules,
  begun,
  type HotStatements,
  type KeptRules,
  type LeadKey,
  type ReferenceKey,
  type Soon,
  type Touched,
} from "./engine.ts";
import type { ProcessCache } from "./process-cache.ts";
import type { Schema } from "./schema.ts";

/** What a batch of changes touches, each once. */
interface TouchedByChanges extends Touched {
  projects: Set<string>;
  claiming: Set<string>;
  processIds: Set<string>;
  leads: Map<string, LeadKey>;
  references: Map<string, ReferenceKey>;
  phones: Map<string, { projectId: string; phone: string }>;
  emails: Map<string, { projectId: string; email: string }>;
  calls: Map<string, CallKey>;
}

/** What these changes read and change. */
export function touchedBy(changes: readonly Change[]): TouchedByChanges {
  const touched: TouchedByChanges = {
    projects: new Set(),
    claiming: new Set(),
    processIds: new Set(),
    leads: new Map(),
    references: new Map(),
    phones: new Map(),
    emails: new Map(),
    calls: new Map(),
  };
  const leadOf = (projectId: string, id: string) =>
    touched.leads.set(`${projectId}:${id}`, { projectId, id });
  const reference = (key: ReferenceKey) =>
    touched.references.set(`${key.projectId}:${key.processId}:${key.referenceId}`, key);
  const unique = (projectId: string, fields: { phone?: string | null; email?: string | null }) => {
    const { phone, email } = fields;
    if (phone) touched.phones.set(`${projectId}:${phone}`, { projectId, phone });
    if (email) touched.emails.set(`${projectId}:${email}`, { projectId, email });
  };
  const target = (projectId: string, named: LeadTarget) => {
    if ("leadId" in named) leadOf(projectId, named.leadId);
    else reference({ projectId, ...named });
  };
  const created = (projectId: string, lead: NewLead) => {
    touched.claiming.add(projectId);
    touched.processIds.add(lead.processId);
    unique(projectId, lead);
    const { processId, referenceId } = lead;
    if (referenceId !== null) reference({ projectId, processId, referenceId });
  };
  for (const change of changes) {
    if (change.kind === "inbound-call" || change.kind === "close-inbound-call") {
      const { call } = change;
      touched.projects.add(call.projectId);
      touched.processIds.add(call.processId);
      touched.calls.set(callKey(call), call);
      if (change.kind === "close-inbound-call") leadOf(call.projectId, change.leadId);
      else if ("create" in change.lead) created(call.projectId, change.lead.create);
      else leadOf(call.projectId, change.lead.leadId);
      continue;
    }
    touched.projects.add(change.projectId);
    if (change.kind === "initiate") {
      created(change.projectId, change.lead);
    } else if (change.kind === "update") {
      const { phone, email, referenceId } = change.update;
      if (phone !== undefined || email !== undefined || referenceId !== undefined)
        touched.claiming.add(change.projectId);
      if (referenceId !== undefined && "processId" in change.target)
        reference({ projectId: change.projectId, processId: change.target.processId, referenceId });
      target(change.projectId, change.target);
      unique(change.projectId, change.update);
    } else if (change.kind === "report") {
      target(change.projectId, change.target);
    } else {
      leadOf(change.projectId, change.leadId);
    }
  }
  return touched;
}

/** References that updates want for leads whose process is known only once they are loaded. */
function wantedReferences(changes: readonly Change[]) {
  return changes.flatMap((change) => {
    if (change.kind !== "update" || !("leadId" in change.target)) return [];
    const { referenceId } = change.update;
    return referenceId === undefined
      ? []
      : [{ projectId: change.projectId, id: change.target.leadId, referenceId }];
  });
}

/**
 * Loads what a batch of changes is decided on: its leads, their processes, the open ends of their chains. Where rules
 * are asked for, all of it goes out when it is called.
 */
export async function loadBatch(
  { db, hot }: { db: Kysely<Schema>; hot: HotStatements },
  cache: ProcessCache,
  changes: readonly Change[],
  now: number,
  newId: () => string,
): Promise<Batch> {
  const touched = touchedBy(changes);
  const [leads, references] = [[...touched.leads.values()], [...touched.references.values()]];
  const wanted = wantedReferences(changes);
  const rulesOf = rulesFor({ db, hot }, cache, touched);
  const [named, others, calls] = await Promise.all([
    Promise.all([hot.leadsById(leads), references.length > 0 ? hot.leadsByReference(references) : []]),
    Promise.all([
      touched.phones.size > 0 ? hot.leadsByPhone([...touched.phones.values()]) : [],
      touched.emails.size > 0 ? hot.leadsByEmail([...touched.emails.values()]) : [],
      wanted.length > 0 ? hot.leadsByWantedReference(wanted) : [],
    ]),
    touched.calls.size > 0 ? hot.knownCalls([...touched.calls.values()]) : [],
  ]);
  const own = named.flat();
  const rules = await rulesOf(own);
  const found = [...new Map([...own, ...others.flat()].map((lead) => [lead.id, lead])).values()];
  return new Batch({ ...rules, leads: found, calls }, now, newId);
}

type Rules = Pick<Loaded, "processes" | "openChains">;

/** What a batch is decided by, given the leads that it changes; where it is asked for, that is begun at once. */
function rulesFor(
  { db, hot: { rules } }: { db: Kysely<Schema>; hot: HotStatements },
  cache: ProcessCache,
  touched: TouchedByChanges,
): (leads: readonly LeadRecord[]) => Soon<Rules> {
  if (rules.type === "kept") return (leads) => keptRules(db, rules, cache, touched, leads);
  const asked = begun(askedRules(rules, cache, touched));
  return () => asked;
}

async function askedRules(
  { ask }: AskedRules,
  cache: ProcessCache,
  touched: TouchedByChanges,
): Promise<Rules> {
  const { processes, callbacks, openChains } = await ask(touched);
  return { processes: cache.keep(processes, callbacks), openChains };
}

async function keptRules(
  db: Kysely<Schema>,
  { openChains }: KeptRules,
  cache: ProcessCache,
  touched: TouchedByChanges,
  leads: readonly LeadRecord[],
): Promise<Rules> {
  for (const lead of leads) touched.processIds.add(lead.processId);
  const processes = await cache.load(db, touched);
  const callbacksOf = new Map(processes.map((process) => [process.id, process.callbacks]));
  const pairs = leads.flatMap((lead) =>
    (callbacksOf.get(lead.processId) ?? [])
      .filter((callback) => callback.order === "per_lead")
      .map((callback) => ({ projectId: lead.projectId, callbackId: callback.id, leadId: lead.id })),
  );
  return { processes, openChains: await openChains(pairs) };
}
