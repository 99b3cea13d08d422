import type { Batch } from "./batch.ts";
import type { ChangeResult, LeadRecord, NewLead, ProcessRecord, Refusal } from "./model.ts";
import { refused } from "./model.ts";
import { texts } from "./texts.ts";

/** Creates a lead (SPEC.md "Taking in leads"). Creating one makes no activity and fires nothing. */
export function initiateLead(batch: Batch, projectId: string, input: NewLead): ChangeResult {
  const process = batch.process(projectId, input.processId);
  if (process === undefined) return refused({ status: 404, error: texts.processNotFound(input.processId) });
  if (process.status === "archived") return refused({ status: 409, error: texts.processArchived });
  const taken = uniquenessRefusal(batch, process, input, null);
  if (taken !== null) return refused(taken);
  const { init, ...fields } = input;
  const lead: LeadRecord = {
    id: batch.newId(),
    projectId,
    ...fields,
    currentState: init ? firstState(process) : null,
    lastDisposition: null,
    incoming: false,
    sequence: 0,
    lastActivityId: null,
    onCallSince: null,
    onCallProviderCallId: null,
    createdAt: batch.now,
    updatedAt: batch.now,
  };
  batch.addLead(lead);
  return { ok: true, kind: "lead", lead };
}

/** Puts a lead that was created with `init: false` into its first state; calling it again changes nothing. */
export function initiateExistingLead(batch: Batch, projectId: string, leadId: string): ChangeResult {
  const lead = batch.lead(projectId, { leadId });
  const process = lead && batch.process(projectId, lead.processId);
  if (lead === undefined || process === undefined) {
    return refused({ status: 404, error: texts.leadNotFound(leadId) });
  }
  if (process.status === "archived") return refused({ status: 409, error: texts.processArchived });
  if (lead.currentState !== null) return { ok: true, kind: "lead", lead };
  const after = { ...lead, currentState: firstState(process), updatedAt: batch.now };
  batch.putLead(lead, after);
  return { ok: true, kind: "lead", lead: after };
}

const firstState = (process: ProcessRecord): string | null => process.states[0]?.name ?? null;

/**
 * Why a phone, email or reference cannot be taken, or null. Phone and email are unique in the project, or within
 * the process where it allows duplicates; a reference is unique in its process.
 *
 * @param self the lead that may already hold them
 */
export function uniquenessRefusal(
  batch: Batch,
  process: ProcessRecord,
  wanted: { phone?: string | null; email?: string | null; referenceId?: string | null },
  self: string | null,
): Refusal | null {
  const counts = (other: LeadRecord) =>
    other.id !== self && (!process.allowDuplicates || other.processId === process.id);
  const { referenceId, phone, email } = wanted;
  if (referenceId) {
    const other = batch.byReference(process.id, referenceId);
    if (other !== undefined && other.id !== self) {
      return {
        status: 400,
        error: texts.referenceTaken(referenceId),
        existingLeadId: other.id,
        path: "referenceId",
      };
    }
  }
  if (phone) {
    const other = batch.byPhone(process.projectId, phone).find(counts);
    if (other) return { status: 400, error: texts.phoneTaken, existingLeadId: other.id, path: "phone" };
  }
  if (email) {
    const other = batch.byEmail(process.projectId, email).find(counts);
    if (other)
      return { status: 400, error: texts.emailTaken(email), existingLeadId: other.id, path: "email" };
  }
  return null;
}
