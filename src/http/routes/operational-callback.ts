import type { FastifyInstance, FastifyRequest } from "fastify";
import { checkOperationalCallback } from "../../contract/operational-callback.ts";
import { noProcess } from "../../store/queries/operational.ts";
import type { CallbackTable } from "../../store/schema.ts";
import { entryBy } from "../audit.ts";
import type { AppContext } from "../context.ts";
import { objectBody } from "../parse.ts";
import { presentOperationalCallback } from "../present/callback.ts";
import { invalid } from "../problem.ts";
import { settingsContext } from "../settings.ts";
import { unsavedRow } from "../test-send.ts";

/**
 * `/api/v1/operational-callback`: get, put, delete. What else can be done with a callback (secret, test, pause, ...)
 * is done with its id under `/api/v1/callbacks/{id}`.
 */
export function operationalCallbackRoutes(app: FastifyInstance, context: AppContext): void {
  const { store, clock, dispatcher } = context;
  const path = "/api/v1/operational-callback";

  const stored = (request: FastifyRequest) =>
    store.read.operationalCallback({ projectId: request.principal.projectId });
  const shown = (row: CallbackTable | undefined) =>
    row === undefined ? null : presentOperationalCallback(row, context.policy);

  const remove = async (request: FastifyRequest) => {
    const { projectId } = request.principal;
    const row = await stored(request);
    if (row === undefined) return;
    const audit = [entryBy(context, request, "operational_callback.removed", row.id)];
    await store.write.removeOperationalCallback({ projectId, now: clock.now(), audit });
    dispatcher.forget([row.id]);
  };

  // A body of JSON has to say so by itself where it is null.
  app.get(path, { config: { scope: "read" } }, async (request, reply) =>
    reply.type("application/json; charset=utf-8").send(JSON.stringify(shown(await stored(request)))),
  );

  app.put(path, { config: { scope: "manage" } }, async (request, reply) => {
    reply.type("application/json; charset=utf-8");
    if (request.body === null) {
      await remove(request);
      return reply.send("null");
    }
    const { projectId } = request.principal;
    const before = await stored(request);
    const row = await checkedRow(context, projectId, before, objectBody(request.body));
    const detail = { url: row.url, enabled: row.enabled === 1 };
    const audit = [entryBy(context, request, "operational_callback.saved", row.id, detail)];
    const id = await store.write.saveOperationalCallback({ projectId, row, audit });
    // Before the answer: no attempt after it starts with the old settings.
    dispatcher.forget([id]);
    return reply.send(JSON.stringify(shown(await stored(request))));
  });

  app.delete(path, { config: { scope: "manage" } }, async (request, reply) => {
    await remove(request);
    return reply.code(204).send();
  });
}

/**
 * The row that settings sent in become.
 *
 * @throws ProblemError 400 with each wrong field
 */
export async function checkedRow(
  context: AppContext,
  projectId: string,
  before: CallbackTable | undefined,
  input: Record<string, unknown>,
): Promise<CallbackTable> {
  const known = before === undefined ? [] : [before];
  const settings = await settingsContext(context, projectId, { states: [], dispositions: [] }, known);
  const { timeoutMs = context.config.callbackTimeoutMs } = input;
  const { callback, errors } = checkOperationalCallback({ ...input, timeoutMs }, settings);
  if (callback === null) throw invalid(errors);
  return unsavedRow(context, { id: noProcess, project_id: projectId }, callback, before);
}
