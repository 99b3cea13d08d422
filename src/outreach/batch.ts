import { isOwed } from "../callbacks/owing.ts";
import { leadBody } from "./lead-body.ts";
import type {
  ActivityRecord,
  CallKey,
  InboundCall,
  LeadRecord,
  LeadTarget,
  OwedRecord,
  ProcessRecord,
  UpdateRecord,
} from "./model.ts";

/** What the store loaded for one batch of changes. */
export interface Loaded {
  processes: readonly ProcessRecord[];
  /** Every lead that a change of the batch names, or that holds a phone, email or reference of one. */
  leads: readonly LeadRecord[];
  /** (callback, lead) pairs of those leads that have something unfinished, as `chainKey` writes them. */
  openChains: readonly string[];
  /** What is known of the calls that events of voice providers are about. */
  calls?: readonly InboundCall[];
}

/** A lead that existed before the batch, as it was and as it is to be. */
export interface LeadChange {
  before: LeadRecord;
  after: LeadRecord;
}

export const callKey = ({ processId, provider, callId }: CallKey): string =>
  `${processId}:${provider}:${callId}`;

export const chainKey = (callbackId: string, leadId: string): string => `${callbackId}:${leadId}`;

/**
 * The state that one batch of changes is decided on, and what it makes of it. Changes see each other's effects in
 * the order in which they arrived; nothing of a refused one stays, since the rules put only what they have fully
 * decided.
 */
export class Batch {
  readonly now: number;
  readonly newId: () => string;
  readonly newLeads: LeadRecord[] = [];
  readonly activities: ActivityRecord[] = [];
  readonly updates: UpdateRecord[] = [];
  readonly deliveries: OwedRecord[] = [];
  readonly #changed = new Map<string, LeadChange>();
  readonly #processes = new Map<string, ProcessRecord>();
  readonly #leads = new Map<string, LeadRecord>();
  /** Ids of leads by what must be unique; a key keeps ids that no longer hold it, so readers check again. */
  readonly #byReference = new Map<string, Set<string>>();
  readonly #byPhone = new Map<string, Set<string>>();
  readonly #byEmail = new Map<string, Set<string>>();
  readonly #openChains: Set<string>;
  readonly #calls = new Map<string, InboundCall>();
  readonly #changedCalls = new Map<string, { before: InboundCall | null; after: InboundCall }>();

  constructor(loaded: Loaded, now: number, newId: () => string) {
    this.now = now;
    this.newId = newId;
    for (const process of loaded.processes) this.#processes.set(process.id, process);
    for (const lead of loaded.leads) this.#index(lead);
    this.#openChains = new Set(loaded.openChains);
    for (const call of loaded.calls ?? []) this.#calls.set(callKey(call), call);
  }

  /** Calls of voice providers that are new or were changed, each once. */
  get changedCalls(): IterableIterator<{ before: InboundCall | null; after: InboundCall }> {
    return this.#changedCalls.values();
  }

  call(key: CallKey): InboundCall | undefined {
    const call = this.#calls.get(callKey(key));
    return call?.projectId === key.projectId ? call : undefined;
  }

  /** Puts what is known of a call from now on. */
  putCall(call: InboundCall): void {
    const key = callKey(call);
    const changed = this.#changedCalls.get(key);
    const before = changed === undefined ? (this.#calls.get(key) ?? null) : changed.before;
    this.#calls.set(key, call);
    this.#changedCalls.set(key, { before, after: call });
  }

  /** Leads that existed before and were changed, each once. */
  get changedLeads(): IterableIterator<LeadChange> {
    return this.#changed.values();
  }

  process(projectId: string, id: string): ProcessRecord | undefined {
    const process = this.#processes.get(id);
    return process?.projectId === projectId ? process : undefined;
  }

  lead(projectId: string, target: LeadTarget): LeadRecord | undefined {
    const lead =
      "leadId" in target
        ? this.#leads.get(target.leadId)
        : this.byReference(target.processId, target.referenceId);
    return lead?.projectId === projectId ? lead : undefined;
  }

  byReference(processId: string, referenceId: string): LeadRecord | undefined {
    return this.#of(this.#byReference, `${processId}:${referenceId}`).find(
      (lead) => lead.referenceId === referenceId,
    );
  }

  byPhone(projectId: string, phone: string): readonly LeadRecord[] {
    return this.#of(this.#byPhone, `${projectId}:${phone}`).filter((lead) => lead.phone === phone);
  }

  byEmail(projectId: string, email: string): readonly LeadRecord[] {
    return this.#of(this.#byEmail, `${projectId}:${email}`).filter((lead) => lead.email === email);
  }

  addLead(lead: LeadRecord): void {
    this.newLeads.push(lead);
    this.#index(lead);
  }

  /** Puts the new state of a lead that exists, in this batch or before it. */
  putLead(before: LeadRecord, after: LeadRecord): void {
    const fresh = this.newLeads.length === 0 ? -1 : this.newLeads.indexOf(before);
    if (fresh >= 0) this.newLeads[fresh] = after;
    else this.#changed.set(after.id, { before: this.#changed.get(after.id)?.before ?? before, after });
    this.#leads.set(after.id, after);
    const { referenceId, phone, email } = before;
    if (after.referenceId !== referenceId || after.phone !== phone || after.email !== email)
      this.#index(after);
  }

  /** Records an activity on a lead and owes it to every callback that it fires for. Returns how many. */
  addActivity(
    process: ProcessRecord,
    activity: ActivityRecord,
    after: LeadRecord,
    disposition: string | null,
  ): number {
    const fired = { triggers: activity.triggers, disposition, toState: after.currentState };
    const owed = process.callbacks.filter((callback) => isOwed(callback, fired));
    const needsLead = process.callbacks.some(
      (callback) => callback.enabled && callback.payloadFormat !== "activity_update",
    );
    this.activities.push(
      needsLead && activity.triggers.length > 0 ? { ...activity, lead: leadBody(after) } : activity,
    );
    for (const callback of owed) {
      this.#owe(process, callback.id, after.id, {
        kind: "activity",
        activityId: activity.id,
        updateId: null,
        payloadFormat: callback.payloadFormat,
        inOrder: callback.order === "per_lead",
      });
    }
    return owed.length;
  }

  /** Records the outcome of an update and owes it to every enabled callback, whatever its triggers. */
  addUpdate(process: ProcessRecord, update: UpdateRecord): void {
    this.updates.push(update);
    for (const callback of process.callbacks) {
      if (!callback.enabled) continue;
      this.#owe(process, callback.id, update.leadId, {
        kind: "update_outcome",
        activityId: null,
        updateId: update.id,
        payloadFormat: callback.payloadFormat,
        inOrder: callback.order === "per_lead",
      });
    }
  }

  #owe(
    process: ProcessRecord,
    callbackId: string,
    leadId: string,
    what: Pick<OwedRecord, "kind" | "activityId" | "updateId" | "payloadFormat"> & { inOrder: boolean },
  ): void {
    const { inOrder, ...rest } = what;
    const chain = chainKey(callbackId, leadId);
    const held = inOrder && this.#openChains.has(chain);
    this.#openChains.add(chain);
    this.deliveries.push({
      id: this.newId(),
      projectId: process.projectId,
      processId: process.id,
      callbackId,
      leadId,
      ...rest,
      status: held ? "held" : "pending",
      createdAt: this.now,
    });
  }

  #index(lead: LeadRecord): void {
    this.#leads.set(lead.id, lead);
    if (lead.referenceId !== null) add(this.#byReference, `${lead.processId}:${lead.referenceId}`, lead.id);
    if (lead.phone !== null) add(this.#byPhone, `${lead.projectId}:${lead.phone}`, lead.id);
    if (lead.email !== null) add(this.#byEmail, `${lead.projectId}:${lead.email}`, lead.id);
  }

  #of(map: Map<string, Set<string>>, key: string): LeadRecord[] {
    return [...(map.get(key) ?? [])].flatMap((id) => this.#leads.get(id) ?? []);
  }
}

function add(map: Map<string, Set<string>>, key: string, id: string): void {
  const ids = map.get(key);
  if (ids === undefined) map.set(key, new Set([id]));
  else ids.add(id);
}
