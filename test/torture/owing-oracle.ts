import type { Selectable } from "kysely";
import type { ActivityTable, CallbackTable, UpdateTable } from "../../src/store/schema.ts";
import type { SettingsBook } from "./settings-book.ts";

/** Something that a commit recorded, which callbacks may be owed. */
export type Recorded =
  | { kind: "activity"; activity: Selectable<ActivityTable> }
  | { kind: "update"; update: UpdateTable };

/** What a callback must be owed for it. */
export interface Due {
  callbackId: string;
  leadId: string;
  format: string;
  inOrder: boolean;
}

/**
 * What is owed for changes by SPEC.md "When a callback fires", worked out from what was recorded and the settings as
 * they stood, apart from the program's own rules. Keyed by callback and activity (or update): one for each.
 */
export function expectedDeliveries(recorded: readonly Recorded[], book: SettingsBook): Map<string, Due> {
  const expected = new Map<string, Due>();
  for (const what of recorded) {
    const {
      id,
      process_id: processId,
      lead_id: leadId,
    } = what.kind === "activity" ? what.activity : what.update;
    for (const callback of book.standing(processId)) {
      if (callback.enabled === 0 || (what.kind === "activity" && !fires(callback, what.activity))) continue;
      expected.set(`${callback.id} ${id}`, {
        callbackId: callback.id,
        leadId,
        format: callback.payload_format,
        inOrder: callback.delivery_order === "per_lead",
      });
    }
  }
  return expected;
}

function fires(callback: CallbackTable, activity: Selectable<ActivityTable>): boolean {
  const wanted = list(callback.triggers) ?? [];
  if (!(list(activity.triggers) ?? []).some((trigger) => wanted.includes(trigger))) return false;
  const body = JSON.parse(activity.body) as {
    toState: string | null;
    result: { analysis?: { disposition: string | null } | null };
  };
  return (
    isAmong(list(callback.dispositions), body.result.analysis?.disposition ?? null) &&
    isAmong(list(callback.states), body.toState)
  );
}

const list = (json: string | null): string[] | null =>
  json === null ? null : (JSON.parse(json) as string[]);

const isAmong = (chosen: string[] | null, value: string | null): boolean =>
  chosen === null || (value !== null && chosen.includes(value));
