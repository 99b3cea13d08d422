import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { sampleNotice } from "../../callbacks/notice.ts";
import { checkOneCallback } from "../../contract/advanced-settings.ts";
import { pageQuery } from "../../contract/lists.ts";
import type { PayloadFormat, SigningScheme } from "../../contract/words.ts";
import { newSigningSecret, receiverKeyOf } from "../../delivery/signing.ts";
import { newId } from "../../platform/ids.ts";
import { noProcess } from "../../store/queries/operational.ts";
import type { CallbackTable } from "../../store/schema.ts";
import { audit, entryBy } from "../audit.ts";
import type { AppContext } from "../context.ts";
import { isObject, parse } from "../parse.ts";
import { presentCallback, presentListedCallback, presentOperationalCallback } from "../present/callback.ts";
import { invalid, notFound } from "../problem.ts";
import { fieldsOf } from "../save-process.ts";
import { settingsContext, withTimeout } from "../settings.ts";
import { readTest, sampleFor, sendStoredTest, sendUnsavedTest, unsavedRow } from "../test-send.ts";
import { checkedRow } from "./operational-callback.ts";

/** The longest overlap of two signing secrets, hours. */
const mostOverlapHours = 7 * 24;

export const listQuery = pageQuery.extend({ processId: z.string().optional() });
export const rotateBody = z.object({
  overlapHours: z
    .number("must be a number of hours")
    .min(0, "must be from 0 to 168")
    .max(mostOverlapHours, "must be from 0 to 168")
    .default(24),
});
export const pauseBody = z.object({ reason: z.string().max(256).optional() });
export const resumeBody = z.object({
  pending: z.enum(["send", "skip"], { error: "must be send or skip" }).default("send"),
});

/** `/api/v1/callbacks`: list; `/api/v1/callbacks/{id}`: get, secret, rotate, test, pause, resume. */
export function callbackRoutes(app: FastifyInstance, context: AppContext): void {
  const { store, clock, secrets, dispatcher, events } = context;
  const path = "/api/v1/callbacks/:id";

  const shown = async (request: FastifyRequest) => {
    const row = await readCallback(context, request);
    return row.process_id === noProcess
      ? presentOperationalCallback(row, context.policy)
      : { ...presentCallback(row, context.policy), processId: row.process_id };
  };

  app.get("/api/v1/callbacks", { config: { scope: "read" } }, async (request) => {
    const query = parse(listQuery, request.query);
    const { rows, next } = await store.read.listCallbacks({
      projectId: request.principal.projectId,
      processId: query.processId ?? null,
      before: query.cursor ?? null,
      since: clock.now() - 24 * 3_600_000,
      limit: query.limit,
    });
    return { data: rows.map((row) => presentListedCallback(row, context.policy)), nextCursor: next };
  });

  app.get(path, { config: { scope: "read" } }, shown);

  app.get(`${path}/secret`, { config: { scope: "manage" } }, async (request, reply) => {
    const row = await readCallback(context, request);
    await audit(context, request, "callback.secret_read", row.id);
    reply.header("cache-control", "no-store");
    const { previous_secret: previous, previous_until: until } = row;
    return {
      secret: receiverKeyOf(secrets.open(row.secret)),
      previous:
        previous !== null && until !== null && until > clock.now()
          ? { secret: receiverKeyOf(secrets.open(previous)), until: new Date(until).toISOString() }
          : null,
    };
  });

  app.post(`${path}/secret/rotate`, { config: { scope: "manage" } }, async (request, reply) => {
    const { overlapHours } = parse(rotateBody, request.body ?? {});
    const row = await readCallback(context, request);
    const secret = newSigningSecret(row.signing as SigningScheme);
    const until = clock.now() + overlapHours * 3_600_000;
    await store.write.setSecrets({
      projectId: row.project_id,
      id: row.id,
      secret: secrets.seal(secret),
      previousSecret: overlapHours > 0 ? row.secret : null,
      previousUntil: overlapHours > 0 ? Math.round(until) : null,
      audit: [entryBy(context, request, "callback.secret_rotated", row.id, { overlapHours })],
    });
    dispatcher.forget([row.id]);
    reply.header("cache-control", "no-store");
    return {
      secret: receiverKeyOf(secret),
      previous:
        overlapHours > 0
          ? { secret: receiverKeyOf(secrets.open(row.secret)), until: new Date(until).toISOString() }
          : null,
    };
  });

  app.post(`${path}/test`, { config: { scope: "manage" } }, async (request) => {
    const row = await readCallback(context, request);
    const { callback: unsaved, payload } = readTest(isObject(request.body) ? request.body : {});
    const { project_id: projectId } = row;
    const isSaved = Object.keys(unsaved).length === 0;
    if (row.process_id === noProcess) {
      const body = payload ?? sampleNotice(clock.now(), () => newId(clock.now()));
      if (isSaved) return sendStoredTest(context, row, body);
      const changed = await checkedRow(context, projectId, row, unsaved);
      return sendUnsavedTest(context, projectId, { row: changed, before: row, body });
    }
    const stored = await store.read.processById({ projectId, id: row.process_id });
    if (stored === undefined) throw notFound("Process");
    const { process, callbacks } = stored;
    const bodyOf = (format: string) => payload ?? sampleFor(context, process, format as PayloadFormat);
    if (isSaved) return sendStoredTest(context, row, bodyOf(row.payload_format));
    const settings = await settingsContext(context, projectId, fieldsOf(process), callbacks);
    const input = withTimeout({ ...unsaved, id: row.id }, context.config.callbackTimeoutMs);
    const { callback, errors } = checkOneCallback(input, settings);
    if (callback === null) throw invalid(errors);
    const changed = unsavedRow(context, process, callback, row);
    return sendUnsavedTest(context, projectId, {
      row: changed,
      before: row,
      body: bodyOf(callback.payloadFormat),
    });
  });

  app.post(`${path}/pause`, { config: { scope: "manage" } }, async (request) => {
    const { reason } = parse(pauseBody, request.body ?? {});
    const row = await readCallback(context, request);
    const pause = { id: row.id, projectId: row.project_id, reason: reason ?? "paused by hand" };
    const audit = [entryBy(context, request, "callback.paused", row.id, { reason: pause.reason })];
    await store.write.pauseCallbacks({ callbacks: [pause], now: clock.now(), audit });
    dispatcher.forget([row.id]);
    return shown(request);
  });

  app.post(`${path}/resume`, { config: { scope: "manage" } }, async (request) => {
    const { pending } = parse(resumeBody, request.body ?? {});
    const row = await readCallback(context, request);
    const { skipped } = await store.write.resumeCallback({
      projectId: row.project_id,
      id: row.id,
      pending,
      now: clock.now(),
      audit: [entryBy(context, request, "callback.resumed", row.id, { pending })],
    });
    dispatcher.forget([row.id]);
    events.deliveriesChanged(row.project_id, skipped);
    return { ...(await shown(request)), skipped };
  });
}

/**
 * The callback that a request names.
 *
 * @throws ProblemError 404 where the project has none
 */
export async function readCallback(context: AppContext, request: FastifyRequest): Promise<CallbackTable> {
  const { id } = request.params as { id: string };
  const row = await context.store.read.callbackById({ projectId: request.principal.projectId, id });
  if (row === undefined || row.removed_at !== null) throw notFound("Callback");
  return row;
}
