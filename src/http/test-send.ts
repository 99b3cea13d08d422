import { samplePayload } from "../callbacks/sample.ts";
import type { CheckedCallback } from "../contract/advanced-settings.ts";
import type { AttemptRecord } from "../contract/delivery.ts";
import { limits } from "../contract/limits.ts";
import type { PayloadFormat } from "../contract/words.ts";
import { type CallbackTarget, targetOf } from "../delivery/callback-targets.ts";
import { newId } from "../platform/ids.ts";
import type { CallbackTable, ProcessTable } from "../store/schema.ts";
import type { AppContext } from "./context.ts";
import { isObject } from "./parse.ts";
import { presentAttempt } from "./present/delivery.ts";
import { invalid, ProblemError } from "./problem.ts";
import { fieldsOf } from "./save-process.ts";
import { callbackRows } from "./settings.ts";

/** What a test asks for: settings (none for those that are stored), and what to send instead of the sample. */
export interface TestInput {
  callback: Record<string, unknown>;
  /** JSON text of an object, or null for the sample. */
  payload: string | null;
}

/**
 * Reads the body of a test: `{callback, payload}`, or the settings by themselves.
 *
 * @throws ProblemError 400 where the payload is no object, 413 where it is too large
 */
export function readTest(body: Record<string, unknown>): TestInput {
  const { payload, callback, ...settings } = body;
  const input = isObject(callback) ? callback : settings;
  if (payload === undefined || payload === null) return { callback: input, payload: null };
  if (!isObject(payload)) throw invalid([{ path: "payload", message: "must be an object" }]);
  const text = JSON.stringify(payload);
  if (Buffer.byteLength(text) > limits.activity)
    throw new ProblemError(413, `The payload of a test is at most ${limits.activity / 1024} KiB`);
  return { callback: input, payload: text };
}

/** A sample of a format as a test of this process sends it, with the process's own states and dispositions. */
export function sampleFor(context: AppContext, process: ProcessTable, format: PayloadFormat): string {
  const now = context.clock.now();
  const { states, dispositions } = fieldsOf(process);
  const disposition = dispositions[0] ?? null;
  return samplePayload(format, {
    projectId: process.project_id,
    processId: process.id,
    fromState: states[0]?.name ?? null,
    toState: disposition?.toState ?? states[0]?.name ?? null,
    disposition,
    now,
    newId: () => newId(now),
  });
}

/** Sends a body through the very guard, signing and sender that deliveries use. */
async function sendTest(
  context: AppContext,
  projectId: string,
  test: { target: CallbackTarget; callbackId: string | null; body: string },
) {
  const { target, callbackId, body } = test;
  const deliveryId = newId(context.clock.now());
  const record = await context.sender.send({
    deliveryId,
    attempt: 1,
    url: target.url,
    body,
    authHeader: target.authHeader,
    sign: target.sign,
    timeoutMs: target.timeoutMs,
    route: target.route,
    callback: { projectId, id: callbackId, receiverKeys: target.receiverKeys },
  });
  return { deliveryId, body, record };
}

const answer = (sent: { deliveryId: string; body: string; record: AttemptRecord }) => ({
  deliveryId: sent.deliveryId,
  success: sent.record.error === null,
  ...presentAttempt(1, sent.record.at, sent.record, sent.body),
});

/**
 * Tests a callback that is not stored, or not as it stands in the form. Nothing of it is kept; a new one is
 * signed with a secret that is thrown away.
 */
export async function sendUnsavedTest(
  context: AppContext,
  projectId: string,
  test: { row: CallbackTable; before: CallbackTable | undefined; body: string },
) {
  const { row, before, body } = test;
  const target = targetOf(row, context.secrets, context.clock.now());
  return answer(await sendTest(context, projectId, { target, callbackId: before?.id ?? null, body }));
}

/** The row that a checked callback would be stored as. */
export function unsavedRow(
  context: AppContext,
  process: { id: string; project_id: string },
  callback: CheckedCallback,
  before: CallbackTable | undefined,
): CallbackTable {
  const stored = { process, callbacks: before === undefined ? [] : [before] };
  const [row] = callbackRows(context, stored, [callback]);
  if (row === undefined) throw new Error("a checked callback made no row");
  return row;
}

/** Tests a stored callback as it is, and keeps the delivery with its attempt. It is not retried. */
export async function sendStoredTest(context: AppContext, row: CallbackTable, body: string) {
  const target = targetOf(row, context.secrets, context.clock.now());
  const sent = await sendTest(context, row.project_id, { target, callbackId: row.id, body });
  const { at, response, error, hint, ...shown } = sent.record;
  const ended = context.clock.now();
  await context.store.write.insertTestDelivery({
    delivery: {
      id: sent.deliveryId,
      project_id: row.project_id,
      process_id: row.process_id,
      callback_id: row.id,
      lead_id: null,
      kind: "test",
      activity_id: null,
      update_id: null,
      payload_format: row.payload_format,
      body: sent.body,
      status: error === null ? "delivered" : "failed",
      lane: 0,
      attempts: 1,
      step: 0,
      due_at: null,
      not_before: null,
      leased_by: null,
      leased_until: null,
      traceparent: null,
      created_at: at,
      ended_at: ended,
      last_status_code: response?.statusCode ?? null,
      last_error: error?.message ?? null,
      hint,
    },
    attempt: {
      number: 1,
      at,
      status_code: response?.statusCode ?? null,
      error_class: error?.class ?? null,
      record: JSON.stringify({ ...shown, response, error, hint }),
    },
  });
  context.events.deliveryChanged(row.project_id, {
    id: sent.deliveryId,
    callbackId: row.id,
    leadId: null,
    processId: row.process_id,
    status: error === null ? "delivered" : "failed",
  });
  return answer(sent);
}
