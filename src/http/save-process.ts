import type { FastifyRequest } from "fastify";
import { below } from "../contract/callback-schema.ts";
import { checkProcess, type ProcessFields } from "../contract/process-fields.ts";
import type { Disposition, State } from "../contract/words.ts";
import type { ProcessWithCallbacks, StoredProcess } from "../store/queries/processes.ts";
import type { CallbackTable, ProcessTable, VoiceProviderTable } from "../store/schema.ts";
import { entryBy } from "./audit.ts";
import type { AppContext } from "./context.ts";
import { presentSettings } from "./present/process.ts";
import { type FieldError, invalid, notFound, ProblemError } from "./problem.ts";
import { callbackRows, checkSection, settingsContext } from "./settings.ts";
import { checkedProviders } from "./voice-settings.ts";

/** What one Save asks for: fields of the process, its Advanced Settings, or both. */
export interface Save {
  fields: Partial<ProcessFields>;
  /** As sent, unread; undefined leaves the section as it is. */
  section: unknown;
  /** Where the section stands in the request, for the paths of its errors. */
  sectionPath: string;
  /** Settings of voice providers, as sent, unread; undefined leaves them as they are. */
  voiceProviders?: unknown;
}

export async function readProcess(context: AppContext, request: FastifyRequest): Promise<StoredProcess> {
  const { id } = request.params as { id: string };
  const stored = await context.store.read.processById({ projectId: request.principal.projectId, id });
  if (stored === undefined) throw notFound("Process");
  return stored;
}

/**
 * Stores one Save, or nothing of it, and makes it effective at once.
 *
 * @throws ProblemError 400 without `If-Match` or with wrong fields, 409 where someone else saved first
 */
export async function saveProcess(
  context: AppContext,
  request: FastifyRequest,
  save: Save,
): Promise<StoredProcess> {
  const stored = await readProcess(context, request);
  const revision = readIfMatch(request);
  if (revision !== stored.process.revision) throw staleProblem(context, stored);
  const { callbacks: rows, voiceProviders } = await checkSave(context, stored, save);
  const fields = columnsOf(save.fields);
  const { project_id: projectId, id } = stored.process;
  const after = {
    process: { ...stored.process, ...fields },
    callbacks: rows ?? stored.callbacks,
    voiceProviders,
  };
  const detail = { revision: revision + 1, changed: changed(stored, after) };
  const saved = await context.store.write.saveProcess({
    projectId,
    id,
    revision,
    fields,
    callbacks: rows,
    voiceProviders,
    now: context.clock.now(),
    audit: [entryBy(context, request, "process.saved", id, detail)],
  });
  const now = await readProcess(context, request);
  if (saved === "stale") throw staleProblem(context, now);
  // Before the answer: no attempt after it starts with the old settings.
  context.dispatcher.forget([...stored.callbacks, ...now.callbacks].map((callback) => callback.id));
  const left = new Set(now.callbacks.map(({ id }) => id));
  // What removed ones were owed is skipped: one or many, so it is told as something to look at again.
  context.events.deliveriesChanged(projectId, stored.callbacks.filter(({ id }) => !left.has(id)).length);
  return now;
}

/**
 * What a Save makes of a process as it is stored: its callbacks (null where they stay), and the voice providers that
 * change.
 *
 * @throws ProblemError 400 with each wrong field
 */
export async function checkSave(
  context: AppContext,
  stored: StoredProcess,
  save: Save,
): Promise<{ callbacks: CallbackTable[] | null; voiceProviders: VoiceProviderTable[] }> {
  const settled = { ...fieldsOf(stored.process), ...save.fields };
  const errors: FieldError[] = checkProcess(settled);
  const callbacks = await checkedCallbacks(context, stored, settled, save, errors);
  const dispositions = settled.dispositions.map(({ name }) => name);
  const sent = save.voiceProviders;
  const voiceProviders = checkedProviders(context, stored, { sent, dispositions }, errors);
  if (errors.length > 0) throw invalid(errors);
  return { callbacks, voiceProviders };
}

async function checkedCallbacks(
  context: AppContext,
  stored: ProcessWithCallbacks,
  after: Pick<ProcessFields, "states" | "dispositions">,
  save: Save,
  errors: FieldError[],
) {
  const settings = await settingsContext(context, stored.process.project_id, after, stored.callbacks);
  if (save.section === undefined) {
    errors.push(...stillUsed(stored, settings.stateNames, settings.dispositionNames));
    return null;
  }
  const checked = checkSection(context, save.section, settings);
  errors.push(...checked.errors.map((error) => below(save.sectionPath, error)));
  return checked.settings === null ? null : callbackRows(context, stored, checked.settings);
}

/** States and dispositions that callbacks are narrowed to cannot go while they are. */
function stillUsed(
  stored: ProcessWithCallbacks,
  states: readonly string[],
  dispositions: readonly string[],
): FieldError[] {
  const gone = (chosen: string | null, known: readonly string[]) =>
    ((chosen === null ? [] : JSON.parse(chosen)) as string[]).filter((name) => !known.includes(name));
  return stored.callbacks.flatMap((callback) => [
    ...gone(callback.states, states).map((name) => ({
      path: "states",
      message: `"${name}" is still chosen in ${callback.name}: remove it there first`,
    })),
    ...gone(callback.dispositions, dispositions).map((name) => ({
      path: "dispositions",
      message: `"${name}" is still chosen in ${callback.name}: remove it there first`,
    })),
  ]);
}

function readIfMatch(request: FastifyRequest): number {
  const header = request.headers["if-match"];
  const revision = /^(?:W\/)?"?(\d{1,15})"?$/.exec(header?.trim() ?? "")?.[1];
  if (revision !== undefined) return Number(revision);
  const message = 'is required: send the revision that you changed, such as If-Match: "7"';
  throw invalid([{ path: "If-Match", message }]);
}

function staleProblem(context: AppContext, stored: ProcessWithCallbacks): ProblemError {
  return new ProblemError(409, "Someone else saved this process first: look at what changed and save again", {
    extra: { revision: stored.process.revision, current: presentSettings(stored, context.policy) },
  });
}

export function fieldsOf(row: ProcessTable): ProcessFields {
  return {
    name: row.name,
    description: row.description,
    status: row.status as ProcessFields["status"],
    defaultCountry: row.default_country,
    allowDuplicates: row.allow_duplicates === 1,
    states: JSON.parse(row.states) as State[],
    dispositions: JSON.parse(row.dispositions) as Disposition[],
  };
}

type Columns = Omit<ProcessTable, "id" | "project_id" | "revision" | "created_at" | "updated_at">;

/** Fields as columns; those left out stay out. */
export function columnsOf(fields: ProcessFields): Columns;
export function columnsOf(fields: Partial<ProcessFields>): Partial<Columns>;
export function columnsOf(fields: Partial<ProcessFields>): Partial<Columns> {
  return {
    ...(fields.name !== undefined && { name: fields.name }),
    ...(fields.description !== undefined && { description: fields.description }),
    ...(fields.status !== undefined && { status: fields.status }),
    ...(fields.defaultCountry !== undefined && { default_country: fields.defaultCountry }),
    ...(fields.allowDuplicates !== undefined && { allow_duplicates: fields.allowDuplicates ? 1 : 0 }),
    ...(fields.states !== undefined && { states: JSON.stringify(fields.states) }),
    ...(fields.dispositions !== undefined && { dispositions: JSON.stringify(fields.dispositions) }),
  };
}

const hidden = new Set(["auth_secret", "secret", "previous_secret", "secret_last4"]);

/** What a Save changed, before and after, secrets as "changed". */
function changed(before: StoredProcess, after: StoredProcess): Record<string, unknown> {
  const earlier = new Map(before.callbacks.map((callback) => [callback.id, callback]));
  const later = new Set(after.callbacks.map((callback) => callback.id));
  return {
    process: differences(before.process, after.process),
    voiceProviders: after.voiceProviders.flatMap((row) => {
      const earlierRow = before.voiceProviders.find(({ provider }) => provider === row.provider);
      const changes = differences(earlierRow ?? {}, row);
      return Object.keys(changes).length === 0 ? [] : [{ ...changes, provider: row.provider }];
    }),
    callbacks: after.callbacks.map(({ id, name, ...callback }) => ({
      id,
      callback: name,
      ...(earlier.has(id) ? differences(earlier.get(id) ?? {}, { ...callback, name }) : { added: true }),
    })),
    removed: before.callbacks
      .filter(({ id }) => !later.has(id))
      .map(({ id, name }) => ({ id, callback: name, removed: true })),
  };
}

function differences(before: object, after: object): Record<string, unknown> {
  const old = before as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(after)
      .filter(([field, value]) => old[field] !== value && field !== "updated_at")
      .map(([field, value]) => [field, hidden.has(field) ? "changed" : { before: old[field], after: value }]),
  );
}
