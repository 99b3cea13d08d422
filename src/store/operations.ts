import type { Kysely } from "kysely";
import { type ClaimRequest, claimDue, endLeases, handBack, handBackInDoubt } from "./claiming.ts";
import { type AheadRequest, claimAhead } from "./claiming-ahead.ts";
import type { Engine } from "./engine.ts";
import { forgetOldKeys } from "./idempotency.ts";
import { countJobPage, type JobStep, jobPage, stepJob } from "./jobs/step.ts";
import type { NodeRegistry } from "./nodes.ts";
import { pauseAndTell, resumeAndTell } from "./notices.ts";
import type { ProcessCache } from "./process-cache.ts";
import * as activities from "./queries/activities.ts";
import * as audit from "./queries/audit.ts";
import { backlog } from "./queries/backlog.ts";
import * as callbackHealth from "./queries/callback-health.ts";
import * as callbacks from "./queries/callbacks.ts";
import * as deliveries from "./queries/deliveries.ts";
import * as deliveryList from "./queries/delivery-list.ts";
import * as health from "./queries/health.ts";
import * as imports from "./queries/imports.ts";
import * as inboundCalls from "./queries/inbound-calls.ts";
import * as inspectors from "./queries/inspectors.ts";
import * as invitations from "./queries/invitations.ts";
import * as jobs from "./queries/jobs.ts";
import * as leadList from "./queries/lead-list.ts";
import * as leadSearch from "./queries/lead-search.ts";
import * as leads from "./queries/leads.ts";
import * as operational from "./queries/operational.ts";
import * as people from "./queries/people.ts";
import * as processes from "./queries/processes.ts";
import * as projects from "./queries/projects.ts";
import * as retention from "./queries/retention.ts";
import * as sealed from "./queries/sealed.ts";
import * as sessions from "./queries/sessions.ts";
import * as stats from "./queries/stats.ts";
import * as timeline from "./queries/timeline.ts";
import * as tokens from "./queries/tokens.ts";
import { type Rehearsal, rehearse } from "./rehearsing.ts";
import { type Resend, resendDelivery } from "./resending.ts";
import type { AuditTable, Schema } from "./schema.ts";
import { releaseStuck, stuckChains } from "./stuck-chains.ts";
import type { Volumes } from "./volumes.ts";
import { type WriteBatch, writeBatch } from "./writer.ts";

type Db = Kysely<Schema>;

/** Everything that can be asked of the reading side, by name. Arguments and results can be cloned between threads. */
export const reads = {
  listProjects: projects.listProjects,
  projectsOfUser: projects.projectsOfUser,
  tokenByHash: tokens.tokenByHash,
  listTokens: tokens.listTokens,
  tokenPage: tokens.tokenPage,
  userByEmail: people.userByEmail,
  userById: people.userById,
  listUsers: people.listUsers,
  listMembers: people.listMembers,
  listInvitations: invitations.listInvitations,
  invitationByHash: invitations.invitationByHash,
  resetByHash: invitations.resetByHash,
  listAudit: audit.listAudit,
  sessionByHash: sessions.sessionByHash,
  processById: processes.processById,
  listProcesses: processes.listProcesses,
  callbackById: callbacks.callbackById,
  operationalCallback: operational.operationalCallback,
  listCallbacks: callbackHealth.listCallbacks,
  leadByTarget: leads.leadByTarget,
  leadByPhone: leads.leadByPhone,
  inboundCall: inboundCalls.inboundCall,
  openInboundCalls: inboundCalls.openInboundCalls,
  listLeads: leadList.listLeads,
  leadCounts: leadList.leadCounts,
  forgottenCalls: leads.forgottenCalls,
  activityById: activities.activityById,
  listActivities: activities.listActivities,
  deliveryById: deliveries.deliveryById,
  listDeliveries: deliveryList.listDeliveries,
  deliveryInFull: deliveries.deliveryInFull,
  deliveriesOfActivities: deliveries.deliveriesOfActivities,
  leadIdsByReference: leadSearch.leadIdsByReference,
  jobById: jobs.jobById,
  listJobs: jobs.listJobs,
  jobsToRun: jobs.jobsToRun,
  importById: imports.importById,
  listImports: imports.listImports,
  importRefusals: imports.importRefusals,
  jobPage,
  countJobPage,
  dueOf: deliveries.dueOf,
  expiredDeliveries: retention.expiredDeliveries,
  callbackStats: stats.callbackStats,
  deliveryTimeline: timeline.deliveryTimeline,
  processHealth: stats.processHealth,
  listInspectors: inspectors.listInspectors,
  inspectorTokens: inspectors.inspectorTokens,
  inspectorByToken: inspectors.inspectorByToken,
  listInspected: inspectors.listInspected,
  integrity: health.integrity,
  backlog,
  stuckChains,
  sealedByKey: sealed.sealedByKey,
  sealedOtherwise: sealed.sealedOtherwise,
} satisfies Record<string, (db: Db, argument: never) => Promise<unknown>>;

/** A write that is one transaction of plain queries. */
const inTransaction =
  <A, R>(query: (db: Db, argument: A) => Promise<R>) =>
  ({ engine }: WriteContext, argument: A): Promise<R> =>
    engine.transaction(({ db }) => query(db, argument));

/** Entries for the audit log, written in the transaction of what they tell of: neither is there without the other. */
interface Audited {
  audit?: readonly AuditTable[];
}

async function record(db: Db, entries: readonly AuditTable[] = []): Promise<void> {
  for (const entry of entries) await audit.insertAudit(db, entry);
}

/** @param changed whether a result says that there is something to record; one without a result always does */
const audited =
  <A, R>(query: (db: Db, argument: A) => Promise<R>, changed: (result: R) => boolean = () => true) =>
  ({ engine }: WriteContext, argument: A & Audited): Promise<R> =>
    engine.transaction(async ({ db }) => {
      const result = await query(db, argument);
      if (changed(result)) await record(db, argument.audit);
      return result;
    });

const happened = (result: boolean): boolean => result;

/**
 * The same for what changes a process or its callbacks: no batch is decided meanwhile, the writer's cache goes.
 *
 * @param entryFor completes an entry by what came of it; null where that is nothing to record
 */
const ofSettings =
  <A, R>(
    query: (db: Db, argument: A) => Promise<R>,
    projectsOf: (argument: A) => string[],
    entryFor: (entry: AuditTable, result: R) => AuditTable | null = (entry) => entry,
  ) =>
  async ({ engine, cache }: WriteContext, argument: A & Audited): Promise<R> => {
    const result = await engine.transaction(async ({ db, hot }) => {
      await hot.holdSettings?.(projectsOf(argument));
      await hot.tellSettings?.(projectsOf(argument));
      const result = await query(db, argument);
      await record(
        db,
        argument.audit?.flatMap((entry) => entryFor(entry, result) ?? []),
      );
      return result;
    });
    cache.clear();
    return result;
  };

const ofOneProject = ({ projectId }: { projectId: string }): string[] => [projectId];

export interface WriteContext {
  engine: Engine;
  cache: ProcessCache;
}

/** Everything that can be asked of the writing side, by name; each is one transaction. */
export const writes = {
  commit: async ({ engine, cache }: WriteContext, batch: WriteBatch) => {
    return writeBatch(engine, cache, batch);
  },
  claim: ({ engine }: WriteContext, request: ClaimRequest) => claimDue(engine, request),
  claimAhead: ({ engine }: WriteContext, request: AheadRequest) => claimAhead(engine, request),
  handBack: inTransaction(handBack),
  handBackInDoubt: inTransaction(handBackInDoubt),
  endLeases: inTransaction(endLeases),
  forgetOldKeys: inTransaction(forgetOldKeys),
  forgetInboundCalls: inTransaction(inboundCalls.forgetInboundCalls),
  insertProject: inTransaction(projects.insertProject),
  createProject: audited(projects.createProject),
  renameProject: audited(projects.renameProject),
  insertToken: audited(tokens.insertToken),
  revokeToken: audited(tokens.revokeToken, happened),
  noteTokenUse: inTransaction(tokens.noteTokenUse),
  addMember: audited(people.addMember),
  changeMember: audited(people.changeMember, (result) => result === "done"),
  setUserName: audited(people.setUserName),
  setPassword: audited(people.setPassword),
  deleteUser: audited(people.deleteUser),
  insertInvitation: audited(invitations.insertInvitation),
  deleteInvitation: audited(invitations.deleteInvitation, happened),
  acceptInvitation: audited(invitations.acceptInvitation, happened),
  insertReset: audited(invitations.insertReset),
  acceptReset: audited(invitations.acceptReset, happened),
  insertSignInLink: inTransaction(sessions.insertSignInLink),
  useSignInLink: inTransaction(sessions.useSignInLink),
  insertSession: inTransaction(sessions.insertSession),
  deleteSession: inTransaction(sessions.deleteSession),
  insertProcess: ofSettings(processes.insertProcess, ({ process }) => [process.project_id]),
  saveProcess: ofSettings(processes.saveProcess, ofOneProject, (entry, saved) =>
    saved === "saved" ? entry : null,
  ),
  pauseCallbacks: ofSettings(pauseAndTell, ({ callbacks }) => callbacks.map(({ projectId }) => projectId)),
  resumeCallback: ofSettings(resumeAndTell, ofOneProject, (entry, { skipped }) =>
    audit.withDetail(entry, { skipped }),
  ),
  saveOperationalCallback: ofSettings(operational.saveOperationalCallback, ofOneProject),
  removeOperationalCallback: ofSettings(operational.removeOperationalCallback, ofOneProject, (entry, id) =>
    id === null ? null : entry,
  ),
  setSecrets: ofSettings(callbacks.setSecrets, ofOneProject),
  resendDelivery: ({ engine }: WriteContext, argument: Resend & Audited) =>
    engine.transaction(async (tx) => {
      const result = await resendDelivery(tx, argument);
      if (result === "reopened") await record(tx.db, argument.audit);
      return result;
    }),
  insertJob: audited(jobs.insertJob),
  setJobTotal: inTransaction(jobs.setJobTotal),
  endJob: audited(jobs.endJob, happened),
  stepJob: ({ engine }: WriteContext, step: JobStep) => stepJob(engine, step),
  rehearse: ({ engine, cache }: WriteContext, rehearsal: Rehearsal) => rehearse(engine, cache, rehearsal),
  insertImport: inTransaction(imports.insertImport),
  beginImport: inTransaction(imports.beginImport),
  noteImport: inTransaction(imports.noteImport),
  endImport: inTransaction(imports.endImport),
  cancelImport: inTransaction(imports.cancelImport),
  removeImports: inTransaction(imports.removeImports),
  removeDeliveries: inTransaction(retention.removeDeliveries),
  releaseStuck: ({ engine }: WriteContext, argument: Parameters<typeof releaseStuck>[1]) =>
    engine.transaction((tx) => releaseStuck(tx, argument)),
  insertTestDelivery: ({ engine }: WriteContext, test: deliveries.TestDelivery) =>
    engine.transaction((tx) => deliveries.insertTestDelivery(tx, test)),
  resealSecrets: inTransaction(sealed.resealSecrets),
  insertAudit: inTransaction(audit.insertAudit),
  insertInspector: audited(inspectors.insertInspector, happened),
  updateInspector: audited(inspectors.updateInspector, happened),
  deleteInspector: audited(inspectors.deleteInspector, happened),
  insertInspected: inTransaction(inspectors.insertInspected),
} satisfies Record<string, (context: WriteContext, argument: never) => Promise<unknown>>;

type Remote<T extends Record<string, (context: never, argument: never) => Promise<unknown>>> = {
  readonly [K in keyof T]: Parameters<T[K]> extends [unknown, infer A]
    ? (argument: A) => ReturnType<T[K]>
    : () => ReturnType<T[K]>;
};

/** The store as the rest of the program sees it: it does not tell where its queries run. */
export interface Store {
  readonly read: Remote<typeof reads>;
  readonly write: Remote<typeof writes>;
  /** The other nodes on the same database; null where it belongs to one. */
  readonly nodes: NodeRegistry | null;
  /** Bytes of heap in use in each of its threads; empty where it has none of its own. */
  heaps(): Promise<Readonly<Record<string, number>>>;
  /** How deliveries go in parts; null where they are in one. */
  readonly volumes: Volumes | null;
  /** Lets what runs finish, then closes the connections. */
  close(): Promise<void>;
}
