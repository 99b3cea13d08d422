import type { FastifyInstance } from "fastify";
import { checkOneCallback } from "../../contract/advanced-settings.ts";
import { payloadFormats } from "../../contract/words.ts";
import type { ProcessWithCallbacks } from "../../store/queries/processes.ts";
import type { AppContext } from "../context.ts";
import { objectBody } from "../parse.ts";
import { presentSettings } from "../present/process.ts";
import { invalid } from "../problem.ts";
import { fieldsOf, readProcess, saveProcess } from "../save-process.ts";
import { checkSection, settingsContext, withTimeout } from "../settings.ts";
import { readTest, sampleFor, sendUnsavedTest, unsavedRow } from "../test-send.ts";

/** `/api/v1/processes/{id}/advanced-settings`: get, put, validate, test; and what each payload format looks like. */
export function advancedSettingsRoutes(app: FastifyInstance, context: AppContext): void {
  const path = "/api/v1/processes/:id/advanced-settings";
  const contextOf = ({ process, callbacks }: ProcessWithCallbacks) =>
    settingsContext(context, process.project_id, fieldsOf(process), callbacks);

  app.get("/api/v1/processes/:id/sample-payloads", { config: { scope: "read" } }, async (request) => {
    const { process } = await readProcess(context, request);
    return Object.fromEntries(
      payloadFormats.map((format) => [format, JSON.parse(sampleFor(context, process, format)) as unknown]),
    );
  });

  app.get(path, { config: { scope: "read" } }, async (request, reply) => {
    const stored = await readProcess(context, request);
    return reply.header("etag", `"${stored.process.revision}"`).send(presentSettings(stored, context.policy));
  });

  app.put(path, { config: { scope: "manage" } }, async (request, reply) => {
    const section = objectBody(request.body);
    const saved = await saveProcess(context, request, { fields: {}, section, sectionPath: "" });
    return reply.header("etag", `"${saved.process.revision}"`).send(presentSettings(saved, context.policy));
  });

  app.post(`${path}/validate`, { config: { scope: "read" } }, async (request) => {
    const section = objectBody(request.body);
    const stored = await readProcess(context, request);
    const settings = await contextOf(stored);
    const { errors, warnings } = checkSection(context, section, settings);
    return { status: errors.length === 0 ? "OK" : "Errors", errors, warnings };
  });

  app.post(`${path}/test`, { config: { scope: "manage" } }, async (request) => {
    const { callback: input, payload } = readTest(objectBody(request.body));
    const stored = await readProcess(context, request);
    const { callback, errors } = checkOneCallback(
      withTimeout(input, context.config.callbackTimeoutMs),
      await contextOf(stored),
    );
    if (callback === null) throw invalid(errors);
    const before = stored.callbacks.find((row) => row.id === callback.id);
    const row = unsavedRow(context, stored.process, callback, before);
    const body = payload ?? sampleFor(context, stored.process, callback.payloadFormat);
    return sendUnsavedTest(context, stored.process.project_id, { row, before, body });
  });
}
