import type { Kysely } from "kysely";
import type { CallbackTable, ProcessTable, Schema, VoiceProviderTable } from "../schema.ts";
import { scannedRows } from "./activities.ts";
import { callbacksOf, changeCallback, skipOwed } from "./callbacks.ts";
import { holds } from "./text-search.ts";

type Db = Kysely<Schema>;

export interface ProcessWithCallbacks {
  process: ProcessTable;
  callbacks: CallbackTable[];
}

/** A process with all that one Save stores. */
export interface StoredProcess extends ProcessWithCallbacks {
  voiceProviders: VoiceProviderTable[];
}

export async function processById(
  db: Db,
  key: { projectId: string; id: string },
): Promise<StoredProcess | undefined> {
  const process = await db
    .selectFrom("processes")
    .selectAll()
    .where("project_id", "=", key.projectId)
    .where("id", "=", key.id)
    .executeTakeFirst();
  if (process === undefined) return undefined;
  const voiceProviders = await db
    .selectFrom("voice_providers")
    .selectAll()
    .where("process_id", "=", key.id)
    .orderBy("provider")
    .execute();
  return { process, callbacks: await callbacksOf(db, key.id), voiceProviders };
}

export interface ListedProcess extends ProcessTable {
  leads: number;
  callbacks: number;
  /** Latest recorded activity, ms since the epoch, or null. */
  last_activity_at: number | null;
}

/** Processes of a project, newest first; archived ones only where asked for by status. */
export async function listProcesses(
  db: Db,
  query: { projectId: string; q: string | null; status: string | null; before: string | null; limit: number },
): Promise<ListedProcess[]> {
  let found = db
    .selectFrom("processes")
    .selectAll()
    .select((eb) => [
      eb
        .selectFrom("leads")
        .select((count) => count.fn.countAll<number>().as("n"))
        .whereRef("leads.process_id", "=", "processes.id")
        .as("leads"),
      eb
        .selectFrom("callbacks")
        .select((count) => count.fn.countAll<number>().as("n"))
        .whereRef("callbacks.process_id", "=", "processes.id")
        .where("removed_at", "is", null)
        .as("callbacks"),
    ])
    .where("project_id", "=", query.projectId);
  if (query.before !== null) found = found.where("id", "<", query.before);
  found =
    query.status === null
      ? found.where("status", "<>", "archived")
      : found.where("status", "=", query.status);
  if (query.q !== null) found = found.where(holds("name", query.q));
  const rows = await found.orderBy("id", "desc").limit(query.limit).execute();
  const latest = await latestActivities(
    db,
    query.projectId,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    ...row,
    leads: Number(row.leads),
    callbacks: Number(row.callbacks),
    last_activity_at: latest.get(row.id) ?? null,
  }));
}

/**
 * When something last happened to a lead of each process: among the leads of the project that changed last, else
 * among the newest leads of the process, so that a large process is no long read.
 */
async function latestActivities(
  db: Db,
  projectId: string,
  processIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const leads = db
    .selectFrom("leads")
    .select(["process_id", "sequence", "updated_at"])
    .where("project_id", "=", projectId)
    .limit(scannedRows);
  const latest = async (among: typeof leads) =>
    db
      .selectFrom(among.as("leads"))
      .select(({ fn }) => ["process_id", fn.max("updated_at").as("at")])
      .where("sequence", ">", 0)
      .groupBy("process_id")
      .execute();
  const found = new Map<string, number>();
  const keep = (rows: readonly { process_id: string; at: number }[]) => {
    for (const { process_id: id, at } of rows) found.set(id, Number(at));
  };
  if (processIds.length > 0) keep(await latest(leads.orderBy("updated_at", "desc")));
  for (const id of processIds)
    if (!found.has(id)) keep(await latest(leads.where("process_id", "=", id).orderBy("id", "desc")));
  return found;
}

export async function insertProcess(
  db: Db,
  insert: ProcessWithCallbacks & Partial<Pick<StoredProcess, "voiceProviders">>,
): Promise<void> {
  await db.insertInto("processes").values(insert.process).execute();
  for (const callback of insert.callbacks) await db.insertInto("callbacks").values(callback).execute();
  for (const provider of insert.voiceProviders ?? [])
    await db.insertInto("voice_providers").values(provider).execute();
}

/** What Save changes of a process; `callbacks` is the whole section, or null where it stays. */
export interface ProcessSave {
  projectId: string;
  id: string;
  /** The revision that the change was made on. */
  revision: number;
  fields: Partial<
    Pick<
      ProcessTable,
      "name" | "description" | "status" | "default_country" | "allow_duplicates" | "states" | "dispositions"
    >
  >;
  callbacks: CallbackTable[] | null;
  /** Settings of voice providers that change; those left out stay. */
  voiceProviders?: VoiceProviderTable[];
  now: number;
}

/**
 * Stores one Save, or nothing of it: the fields and the callbacks, with the revision one up. Callbacks that are
 * left out are removed and what they are owed is skipped.
 */
export async function saveProcess(db: Db, save: ProcessSave): Promise<"saved" | "stale"> {
  const updated = await db
    .updateTable("processes")
    .set({ ...save.fields, revision: save.revision + 1, updated_at: save.now })
    .where("project_id", "=", save.projectId)
    .where("id", "=", save.id)
    .where("revision", "=", save.revision)
    .executeTakeFirst();
  if (updated.numUpdatedRows === 0n) return "stale";
  if (save.callbacks !== null) await saveCallbacks(db, save, save.callbacks);
  for (const row of save.voiceProviders ?? []) await saveVoiceProvider(db, row);
  return "saved";
}

/** There is one of each provider in a process; it keeps its id. */
async function saveVoiceProvider(db: Db, row: VoiceProviderTable): Promise<void> {
  const { secret, secret_last4, create_leads, outcomes, updated_at } = row;
  await db
    .insertInto("voice_providers")
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(["process_id", "provider"])
        .doUpdateSet({ secret, secret_last4, create_leads, outcomes, updated_at }),
    )
    .execute();
}

async function saveCallbacks(db: Db, save: ProcessSave, callbacks: readonly CallbackTable[]): Promise<void> {
  const stored = new Map((await callbacksOf(db, save.id)).map((callback) => [callback.id, callback]));
  for (const callback of callbacks) {
    const before = stored.get(callback.id);
    if (before === undefined) {
      await db.insertInto("callbacks").values(callback).execute();
      continue;
    }
    stored.delete(callback.id);
    await changeCallback(db, before, callback);
  }
  for (const id of stored.keys()) {
    await db
      .updateTable("callbacks")
      .set({ removed_at: save.now })
      .where("project_id", "=", save.projectId)
      .where("id", "=", id)
      .execute();
    await skipOwed(db, { projectId: save.projectId, callbackId: id, now: save.now });
  }
}
