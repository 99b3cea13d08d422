import type { AttemptRecord, AttemptResponse } from "../../contract/delivery.ts";
import type { Clock } from "../../platform/clock.ts";
import type { InspectorTable } from "../../store/schema.ts";
import { statusFailure } from "../failure.ts";
import { hintFor } from "../hints.ts";
import {
  type PreparedRequest,
  prepare,
  type SendingCallback,
  type SendRequest,
} from "../prepared-request.ts";
import type { Sender } from "../sender.ts";
import { Targets } from "../target.ts";
import type { Inspectors } from "./inspectors.ts";

/** What an inspector answers while it cannot keep what it gets: such an attempt is tried again. */
const cannotKeep = 503;

/**
 * A sender that hands what is sent to an inspector of the same project over within this process, signed and laid out
 * as for any receiver; all else goes to `sender`, guard included.
 */
export function inspectingSender(
  sender: Sender,
  options: { inspectors: Inspectors; clock: Clock; userAgent: string },
): Sender {
  const { inspectors, clock, userAgent } = options;
  const targets = new Targets();

  async function sendTo(callback: SendingCallback, request: SendRequest): Promise<AttemptRecord> {
    const began = performance.now();
    const inspector = await inspectors.match(callback.projectId, request.url).catch(() => "unknown" as const);
    if (inspector === null) return sender.send(request);
    const prepared = prepare(request, targets.of(request.url, request.route), clock.now(), userAgent);
    const status = inspector === "unknown" ? cannotKeep : await receive(inspector, callback, prepared);
    return record(prepared, status, Math.round((performance.now() - began) * 10) / 10);
  }

  async function receive(
    inspector: InspectorTable,
    callback: SendingCallback,
    { request, target, at, shownHeaders }: PreparedRequest,
  ): Promise<number> {
    const arrival = {
      method: "POST",
      path: target.path,
      headers: shownHeaders,
      body: Buffer.from(request.body),
      deliveryId: request.deliveryId,
      callbackId: callback.id,
      keys: callback.receiverKeys,
      at,
    };
    return inspectors.receive(inspector, arrival).then(
      () => inspector.answer_status,
      () => cannotKeep,
    );
  }

  return {
    send(request) {
      const { callback, url } = request;
      if (callback === undefined || !url.startsWith(inspectors.prefix)) return sender.send(request);
      return sendTo(callback, request);
    },
    close: (graceMs) => sender.close(graceMs),
  };
}

/** What an inspector answers with a status. */
export const inspectorAnswer = (status: number): string =>
  status === 204 || status === 205 || status === 304 ? "" : `{"received":${status < 300}}`;

function record(
  { request, at, shownHeaders }: PreparedRequest,
  status: number,
  total: number,
): AttemptRecord {
  const body = inspectorAnswer(status);
  const response: AttemptResponse = {
    statusCode: status,
    headers: { "content-type": "application/json; charset=utf-8", "content-length": `${body.length}` },
    body,
    truncated: false,
  };
  const failure = status < 300 ? null : statusFailure(response);
  const { url, authHeader, timeoutMs } = request;
  return {
    at,
    url,
    requestHeaders: shownHeaders,
    response,
    error: failure === null ? null : { class: failure.class, message: failure.message },
    timings: { dns: null, connect: null, tls: null, firstByte: total, total },
    hint:
      failure === null
        ? null
        : hintFor({ response, failure }, { url, authHeader: authHeader?.name ?? null, timeoutMs }),
  };
}
