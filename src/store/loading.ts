import type { Kysely } from "kysely";
import { Batch, callKey } from "../outreach/batch.ts";
import type { CallKey, Change, LeadRecord, LeadTarget, NewLead } from "../outreach/model.ts";
import type { HotStatements, LeadKey, ReferenceKey, Touched } from "./engine.ts";
import type { ProcessCache } from "./process-cache.ts";
import { inboundCalls } from "./queries/inbound-calls.ts";
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
function wantedReferences(changes: readonly Change[], leads: readonly LeadRecord[]) {
  const byId = new Map(leads.map((lead) => [lead.id, lead]));
  return changes.flatMap((change) => {
    if (change.kind !== "update" || change.update.referenceId === undefined) return [];
    const lead = "leadId" in change.target ? byId.get(change.target.leadId) : undefined;
    if (lead === undefined) return [];
    return [{ projectId: lead.projectId, processId: lead.processId, referenceId: change.update.referenceId }];
  });
}

/** Loads what a batch of changes is decided on: its leads, their processes, the open ends of their chains. */
export async function loadBatch(
  tx: { db: Kysely<Schema>; hot: HotStatements },
  cache: ProcessCache,
  changes: readonly Change[],
  now: number,
  newId: () => string,
): Promise<Batch> {
  const { hot } = tx;
  const touched = touchedBy(changes);
  const byReference = (keys: ReferenceKey[]) => (keys.length > 0 ? hot.leadsByReference(keys) : []);
  const settings = cache.preload(hot, touched);
  const [named, ...others] = await Promise.all([
    hot.leadsById([...touched.leads.values()]),
    byReference([...touched.references.values()]),
    touched.phones.size > 0 ? hot.leadsByPhone([...touched.phones.values()]) : [],
    touched.emails.size > 0 ? hot.leadsByEmail([...touched.emails.values()]) : [],
  ]);
  await settings;
  const found = [named, ...others, await byReference(wantedReferences(changes, named))].flat();
  const leads = [...new Map(found.map((lead) => [lead.id, lead])).values()];
  for (const lead of leads) touched.processIds.add(lead.processId);
  const processes = await cache.load(tx.db, touched);
  const callbacksOf = new Map(processes.map((process) => [process.id, process.callbacks]));
  const pairs = leads.flatMap((lead) =>
    (callbacksOf.get(lead.processId) ?? [])
      .filter((callback) => callback.order === "per_lead")
      .map((callback) => ({ projectId: lead.projectId, callbackId: callback.id, leadId: lead.id })),
  );
  const calls = touched.calls.size > 0 ? await inboundCalls(tx.db, [...touched.calls.values()]) : [];
  return new Batch({ processes, leads, openChains: await hot.openChains(pairs), calls }, now, newId);
}
