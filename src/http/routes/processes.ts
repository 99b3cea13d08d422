import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { pageQuery } from "../../contract/lists.ts";
import { newProcessDefaults, type ProcessFields, processFields } from "../../contract/process-fields.ts";
import type { SigningScheme } from "../../contract/words.ts";
import { processStatuses } from "../../contract/words.ts";
import { newSigningSecret } from "../../delivery/signing.ts";
import { newId } from "../../platform/ids.ts";
import type { StoredProcess } from "../../store/queries/processes.ts";
import type { CallbackTable, ProcessTable, VoiceProviderTable } from "../../store/schema.ts";
import { entryBy } from "../audit.ts";
import type { AppContext } from "../context.ts";
import { listPage } from "../list-page.ts";
import { objectBody, parse } from "../parse.ts";
import { presentListed, presentProcess, presentSettings, presentVoiceProviders } from "../present/process.ts";
import { checkSave, columnsOf, fieldsOf, readProcess, saveProcess } from "../save-process.ts";

export const listQuery = pageQuery.extend({
  q: z.string().max(256).optional(),
  status: z.enum(processStatuses).optional(),
});
export const createBody = processFields.partial().required({ name: true });
export const patchBody = processFields.partial();
export const duplicateBody = z.object({ name: processFields.shape.name.optional() });

/** `/api/v1/processes`: list, create, get, save, archive, duplicate. */
export function processRoutes(app: FastifyInstance, context: AppContext): void {
  const { store } = context;

  const shown = (stored: StoredProcess) => ({
    ...presentProcess(stored.process),
    advancedSettings: presentSettings(stored, context.policy),
    voiceProviders: presentVoiceProviders(stored.voiceProviders),
  });

  app.get("/api/v1/processes", { config: { scope: "read" } }, async (request) => {
    const query = parse(listQuery, request.query);
    const { projectId } = request.principal;
    const rows = await store.read.listProcesses({
      projectId,
      q: query.q ?? null,
      status: query.status ?? null,
      before: query.cursor ?? null,
      limit: query.limit + 1,
    });
    const processIds = rows.slice(0, query.limit).map(({ id }) => id);
    const health = await store.read.processHealth({ projectId, processIds });
    return listPage(rows, query.limit, (row) => presentListed(row, health[row.id] ?? "none"));
  });

  app.post("/api/v1/processes", { config: { scope: "manage" } }, async (request, reply) => {
    const body = objectBody(request.body);
    const fields = { ...newProcessDefaults, ...parse(createBody, body) } as ProcessFields;
    const bare = { process: newProcess(context, request, fields), callbacks: [], voiceProviders: [] };
    const { callbacks, voiceProviders } = await checkSave(context, bare, { fields: {}, ...sectionsOf(body) });
    const created = { ...bare, callbacks: callbacks ?? [], voiceProviders };
    await insert(context, request, created, "process.created", { name: fields.name });
    return reply.code(201).header("etag", etag(created)).send(shown(created));
  });

  app.get("/api/v1/processes/:id", { config: { scope: "read" } }, async (request, reply) => {
    const stored = await readProcess(context, request);
    return reply.header("etag", etag(stored)).send(shown(stored));
  });

  app.patch("/api/v1/processes/:id", { config: { scope: "manage" } }, async (request, reply) => {
    const body = objectBody(request.body);
    const fields = parse(patchBody, body) as Partial<ProcessFields>;
    const saved = await saveProcess(context, request, { fields, ...sectionsOf(body) });
    return reply.header("etag", etag(saved)).send(shown(saved));
  });

  app.delete("/api/v1/processes/:id", { config: { scope: "manage" } }, async (request, reply) => {
    await archive(context, request);
    return reply.code(204).send();
  });

  app.post("/api/v1/processes/:id/duplicate", { config: { scope: "manage" } }, async (request, reply) => {
    const { name } = parse(duplicateBody, request.body ?? {});
    const original = await readProcess(context, request);
    const fields = fieldsOf(original.process);
    const copyName = name ?? `${fields.name.slice(0, 110)} (copy)`;
    const process = newProcess(context, request, { ...fields, status: "active", name: copyName });
    const copy = {
      process,
      callbacks: original.callbacks.map((callback) => copied(context, callback, process)),
      voiceProviders: original.voiceProviders.map((row) => copiedProvider(row, process)),
    };
    await insert(context, request, copy, "process.duplicated", { from: original.process.id });
    return reply.code(201).header("etag", etag(copy)).send(shown(copy));
  });
}

/** Archiving says nothing about the settings, so it needs no revision: whatever was saved last is archived. */
async function archive(context: AppContext, request: FastifyRequest): Promise<void> {
  const { process } = await readProcess(context, request);
  if (process.status === "archived") return;
  const saved = await context.store.write.saveProcess({
    projectId: process.project_id,
    id: process.id,
    revision: process.revision,
    fields: { status: "archived" },
    callbacks: null,
    now: context.clock.now(),
    audit: [entryBy(context, request, "process.archived", process.id, { name: process.name })],
  });
  // Someone saved in between: what they saved is archived.
  if (saved === "stale") await archive(context, request);
}

const etag = (stored: StoredProcess): string => `"${stored.process.revision}"`;

/** The sections that come with the fields of a process, unread. */
const sectionsOf = ({ advancedSettings, voiceProviders }: Record<string, unknown>) => ({
  section: advancedSettings,
  sectionPath: "advancedSettings",
  voiceProviders,
});

/** A callback for another process, with an id and a signing secret of its own. */
function copied(context: AppContext, callback: CallbackTable, process: ProcessTable): CallbackTable {
  return {
    ...callback,
    id: newId(process.created_at),
    process_id: process.id,
    secret: context.secrets.seal(newSigningSecret(callback.signing as SigningScheme)),
    previous_secret: null,
    previous_until: null,
    paused_reason: null,
    paused_at: null,
    failing_since: null,
    created_at: process.created_at,
  };
}

/** A provider's settings for another process: the same account, so the same secret. */
const copiedProvider = (row: VoiceProviderTable, process: ProcessTable): VoiceProviderTable => ({
  ...row,
  id: newId(process.created_at),
  process_id: process.id,
  updated_at: process.created_at,
});

function newProcess(context: AppContext, request: FastifyRequest, fields: ProcessFields): ProcessTable {
  const now = context.clock.now();
  return {
    id: newId(now),
    project_id: request.principal.projectId,
    ...columnsOf(fields),
    revision: 1,
    created_at: now,
    updated_at: now,
  };
}

/** Stores a new process with its sections, and how it came to be. */
async function insert(
  context: AppContext,
  request: FastifyRequest,
  made: StoredProcess,
  action: string,
  detail: Record<string, unknown>,
): Promise<void> {
  const audit = [entryBy(context, request, action, made.process.id, detail)];
  await context.store.write.insertProcess({ ...made, audit });
}
