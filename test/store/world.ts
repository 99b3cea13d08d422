import { afterEach } from "vitest";
import { newProcessDefaults } from "../../src/contract/process-fields.ts";
import type { Change, ChangeResult, NewLead, ReportedActivity } from "../../src/outreach/model.ts";
import { newId } from "../../src/platform/ids.ts";
import type { Leased } from "../../src/store/claiming.ts";
import type { AttemptOutcome, ReadyDelivery } from "../../src/store/engine.ts";
import type { LeaseRoom } from "../../src/store/lease.ts";
import type { Store } from "../../src/store/operations.ts";
import type { DeliveryRow } from "../../src/store/queries/delivery-row.ts";
import type { CallbackTable, JobTable } from "../../src/store/schema.ts";
import type { ChangeRequest } from "../../src/store/storing-changes.ts";
import type { WriteResult } from "../../src/store/writer.ts";
import { callbackRow, initiate, report, start } from "./rows.ts";

export { callbackRow, initiate, report, start };

const minute = 60_000;

/** What a delivery is looked at by. */
export type OpenStore = () => Promise<Store>;

/** A store with one project and one process, and what tests do with them. */
export interface World {
  store: Store;
  projectId: string;
  processId: string;
  /** The process's callbacks, in order. */
  callbacks: CallbackTable[];
  /** Commits requests and outcomes; there is room for all by default. */
  commit(batch: {
    requests?: readonly ChangeRequest[];
    outcomes?: readonly AttemptOutcome[];
    now?: number;
    lease?: Partial<LeaseRoom>;
  }): Promise<WriteResult>;
  /** Commits changes as one request; returns what came of each and what became ready. */
  change(changes: readonly Change[], lease?: Partial<LeaseRoom>): Promise<Changed>;
  /** A new lead's id. */
  lead(fields?: Partial<NewLead>): Promise<string>;
  /** Reports an activity of a lead: one commit. */
  report(leadId: string, fields?: Partial<ReportedActivity>, lease?: Partial<LeaseRoom>): Promise<Changed>;
  /** Claims what is due; room for all by default. */
  claim(options?: { now?: number; room?: number; perCallback?: number; full?: string[] }): Promise<{
    ready: ReadyDelivery[];
    more: boolean;
    nextDueAt: number | null;
  }>;
  /** Deliveries of the project, in the order in which they were owed. */
  deliveries(): Promise<DeliveryRow[]>;
  /** Their statuses, in that order. */
  statuses(): Promise<string[]>;
}

export interface Changed {
  results: ChangeResult[];
  ready: ReadyDelivery[];
  spilled: boolean;
  unheard: boolean;
}

const opened: Store[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

/** Opens a store and makes a project with a process of these callbacks. */
export async function worldOf(
  open: OpenStore,
  callbacks: readonly Partial<CallbackTable>[] = [{}],
): Promise<World> {
  const store = await open();
  opened.push(store);
  return addProject(store, callbacks);
}

/** Another project of the same store. */
export async function addProject(store: Store, callbacks: readonly Partial<CallbackTable>[]): Promise<World> {
  const projectId = newId(start);
  await store.write.insertProject({ id: projectId, name: "Test", created_at: start });
  const { processId, rows } = await addProcess(store, projectId, callbacks);
  const commit: World["commit"] = ({ requests = [], outcomes = [], now = start, lease = {} }) =>
    store.write.commit({ now, requests, outcomes, lease: { ...roomy, ...lease } });
  const change: World["change"] = async (changes, lease = {}) => {
    const { requests, ready, spilled, unheard } = await commit({
      requests: [{ changes, idempotency: null }],
      lease,
    });
    const [result] = requests;
    if (result?.kind !== "decided") throw new Error(`not decided: ${JSON.stringify(result)}`);
    return { results: result.results, ready, spilled, unheard };
  };
  const deliveries = async () => (await listed(store, projectId)).reverse();
  return {
    store,
    projectId,
    processId,
    callbacks: rows,
    commit,
    change,
    async lead(fields = {}) {
      const { results } = await change([initiate(projectId, processId, fields)]);
      const [result] = results;
      if (!result?.ok || result.kind !== "lead") throw new Error(JSON.stringify(result));
      return result.lead.id;
    },
    report: (leadId, fields = {}, lease = {}) => change([report(projectId, leadId, fields)], lease),
    claim: ({ now = start, room = 1_000, perCallback = 512, full = [] } = {}) =>
      store.write.claim({ node: roomy.node, now, until: now + 5 * minute, room, perCallback, full }),
    deliveries,
    statuses: async () => (await deliveries()).map((row) => row.status),
  };
}

/** What of these is leased, by the leases that `commit`, `report` and `claim` take by default. */
export const leasesOf = (ready: readonly ReadyDelivery[]): Leased[] =>
  ready.map(({ n }) => ({ n, until: roomy.until }));

const roomy: LeaseRoom = { node: "node-a", until: start + 5 * minute, room: 1_000, full: [], cutOff: [] };
/** Waits in the database instead of being leased. */
export const noRoom: Partial<LeaseRoom> = { room: 0 };

async function listed(store: Store, projectId: string): Promise<DeliveryRow[]> {
  const { rows } = await store.read.listDeliveries({
    projectId,
    callbackId: null,
    processId: null,
    leadIds: null,
    activityId: null,
    status: null,
    trigger: null,
    statusCode: null,
    errorClass: null,
    q: null,
    since: null,
    until: null,
    before: null,
    limit: 1_000,
  });
  return rows;
}

/** Another process of a project. */
export async function addProcess(
  store: Store,
  projectId: string,
  callbacks: readonly Partial<CallbackTable>[],
): Promise<{ processId: string; rows: CallbackTable[] }> {
  const processId = newId(start);
  const rows = callbacks.map((callback, position) => callbackRow(projectId, processId, position, callback));
  const { description, status, states, dispositions } = newProcessDefaults;
  await store.write.insertProcess({
    process: {
      id: processId,
      project_id: projectId,
      name: "Welcome calls",
      description,
      status,
      default_country: "IN",
      allow_duplicates: 0,
      states: JSON.stringify(states),
      dispositions: JSON.stringify(dispositions),
      revision: 1,
      created_at: start,
      updated_at: start,
    },
    callbacks: rows,
  });
  return { processId, rows };
}

/** A replay to the first callback of a world, of what was never delivered since the beginning. */
export function jobRow(of: World, fields: Partial<JobTable> = {}): JobTable {
  return {
    id: newId(start),
    project_id: of.projectId,
    process_id: of.processId,
    callback_id: first(of.callbacks).id,
    kind: "replay",
    status: "running",
    since: start,
    until: null,
    selection: "undelivered",
    position: "",
    total: null,
    done: 0,
    error: null,
    created_at: start,
    ended_at: null,
    ...fields,
  };
}

/** What came of sending a delivery: delivered at once, unless told otherwise. */
export function outcomeOf(delivery: ReadyDelivery, fields: Partial<AttemptOutcome> = {}): AttemptOutcome {
  return {
    n: delivery.n,
    projectId: delivery.projectId,
    callbackId: delivery.callbackId,
    leadId: delivery.leadId,
    lane: delivery.lane,
    number: delivery.attempts + 1,
    at: start,
    statusCode: 200,
    errorClass: null,
    errorMessage: null,
    hint: null,
    record: "{}",
    verdict: "delivered",
    step: delivery.step,
    dueAt: null,
    endedAt: start + 5,
    notBefore: null,
    failing: null,
    pause: null,
    ...fields,
  };
}

/** A failed attempt that is tried again at a time. */
export const retryAt = (delivery: ReadyDelivery, dueAt: number): AttemptOutcome =>
  outcomeOf(delivery, {
    verdict: "retry",
    statusCode: 500,
    errorClass: "status",
    errorMessage: "answered 500",
    hint: "look at it",
    step: delivery.step + 1,
    dueAt,
  });

/** The first of a list that must not be empty. */
export function first<T>(list: readonly T[]): T {
  const [item] = list;
  if (item === undefined) throw new Error("the list is empty");
  return item;
}
