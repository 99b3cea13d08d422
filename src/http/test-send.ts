import { samplePayload } from "../callbacks/sample.ts";
import type { CheckedCallback } from "../contract/advanced-settings.ts";
import type { AttemptRecord } from "../contract/delivery.ts";
import type { PayloadFormat } from "../contract/words.ts";
import { type CallbackTarget, targetOf } from "../delivery/callback-targets.ts";
import { newId } from "../platform/ids.ts";
import type { CallbackTable, ProcessTable } from "../store/schema.ts";
import type { AppContext } from "./context.ts";
import { presentAttempt } from "./present/delivery.ts";
import { fieldsOf } from "./save-process.ts";
import { callbackRows } from "./settings.ts";

/** Sends a sample through the very guard, signing and sender that deliveries use. */
async function sendSample(
  context: AppContext,
  process: ProcessTable,
  target: CallbackTarget,
  format: PayloadFormat,
) {
  const { clock, sender } = context;
  const now = clock.now();
  const { states, dispositions } = fieldsOf(process);
  const disposition = dispositions[0] ?? null;
  const body = samplePayload(format, {
    projectId: process.project_id,
    processId: process.id,
    fromState: states[0]?.name ?? null,
    toState: disposition?.toState ?? states[0]?.name ?? null,
    disposition,
    now,
    newId: () => newId(now),
  });
  const deliveryId = newId(now);
  const record = await sender.send({
    deliveryId,
    attempt: 1,
    url: target.url,
    body,
    authHeader: target.authHeader,
    sign: target.sign,
    timeoutMs: target.timeoutMs,
    route: target.route,
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
  process: ProcessTable,
  callback: CheckedCallback,
  before: CallbackTable | undefined,
) {
  const stored = { process, callbacks: before === undefined ? [] : [before] };
  const [row] = callbackRows(context, stored, [callback]);
  if (row === undefined) throw new Error("a checked callback made no row");
  const target = targetOf(row, context.secrets, context.clock.now());
  return answer(await sendSample(context, process, target, callback.payloadFormat));
}

/** Tests a stored callback as it is, and keeps the delivery with its attempt. It is not retried. */
export async function sendStoredTest(context: AppContext, process: ProcessTable, row: CallbackTable) {
  const target = targetOf(row, context.secrets, context.clock.now());
  const format = row.payload_format as PayloadFormat;
  const sent = await sendSample(context, process, target, format);
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
      payload_format: format,
      body: sent.body,
      status: error === null ? "delivered" : "failed",
      lane: 0,
      attempts: 1,
      step: 0,
      due_at: null,
      leased_by: null,
      leased_until: null,
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
