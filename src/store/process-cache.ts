import type { Kysely } from "kysely";
import type { CallbackRules } from "../callbacks/owing.ts";
import type {
  DeliveryOrder,
  Disposition,
  PayloadFormat,
  ProcessStatus,
  State,
  Trigger,
} from "../contract/words.ts";
import type { ProcessRecord } from "../outreach/model.ts";
import type { TouchedSettings } from "./engine.ts";
import type { CallbackSettings, ProcessSettings, Schema } from "./schema.ts";

/** A process as the writer needs it. */
export interface WriterProcess {
  record: ProcessRecord;
  /** Callbacks of it that are paused: owed, but not leased. */
  paused: ReadonlySet<string>;
}

/**
 * The processes that the writer has read. With SQLite this thread is the only one that writes settings (a second
 * node on the same file is refused), and whoever does so in it calls `forget` or `clear`.
 */
export class ProcessCache {
  readonly #known = new Map<string, WriterProcess>();

  forget(processId: string): void {
    this.#known.delete(processId);
  }

  clear(): void {
    this.#known.clear();
  }

  get(id: string): WriterProcess | undefined {
    return this.#known.get(id);
  }

  /** The processes of these projects with these ids; unknown ids are left out. */
  async load(
    db: Kysely<Schema>,
    { projects, processIds }: Pick<TouchedSettings, "projects" | "processIds">,
  ): Promise<ProcessRecord[]> {
    const wanted = [...processIds];
    const missing = wanted.filter((id) => !this.#known.has(id));
    if (missing.length > 0) {
      const own = [...projects];
      const rows = await db
        .selectFrom("processes")
        .selectAll()
        .where("project_id", "in", own)
        .where("id", "in", missing)
        .execute();
      const callbacks = await db
        .selectFrom("callbacks")
        .selectAll()
        .where("project_id", "in", own)
        .where("process_id", "in", missing)
        .where("removed_at", "is", null)
        .orderBy("position")
        .execute();
      this.keep(rows, callbacks);
    }
    return wanted.flatMap((id) => this.#known.get(id)?.record ?? []);
  }

  /** Keeps processes with their callbacks, in order; returns their records. */
  keep(processes: readonly ProcessSettings[], callbacks: readonly CallbackSettings[]): ProcessRecord[] {
    return processes.map((row) => {
      const own = callbacks.filter((callback) => callback.process_id === row.id);
      const record = recordOf(row, own);
      const paused = own.filter((callback) => callback.paused_at !== null).map((callback) => callback.id);
      this.#known.set(row.id, { record, paused: new Set(paused) });
      return record;
    });
  }
}

function recordOf(row: ProcessSettings, callbacks: readonly CallbackSettings[]): ProcessRecord {
  return {
    id: row.id,
    projectId: row.project_id,
    status: row.status as ProcessStatus,
    allowDuplicates: row.allow_duplicates === 1,
    states: JSON.parse(row.states) as State[],
    dispositions: JSON.parse(row.dispositions) as Disposition[],
    callbacks: callbacks.map(rulesOf),
  };
}

/** What of a callback's row decides what it is owed. */
export function rulesOf(row: Omit<CallbackSettings, "process_id" | "paused_at">): CallbackRules {
  return {
    id: row.id,
    enabled: row.enabled === 1,
    payloadFormat: row.payload_format as PayloadFormat,
    triggers: JSON.parse(row.triggers) as Trigger[],
    dispositions: row.dispositions === null ? null : (JSON.parse(row.dispositions) as string[]),
    states: row.states === null ? null : (JSON.parse(row.states) as string[]),
    order: row.delivery_order as DeliveryOrder,
  };
}
