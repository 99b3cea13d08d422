import { newProcessDefaults } from "../../src/contract/process-fields.ts";
import { type Trigger, triggers } from "../../src/contract/words.ts";
import type { SecretBox } from "../../src/platform/crypto.ts";
import { newId } from "../../src/platform/ids.ts";
import type { Store } from "../../src/store/operations.ts";
import type { CallbackTable, ProcessTable } from "../../src/store/schema.ts";
import { callbackRow } from "../store/rows.ts";
import type { Random } from "./random.ts";
import type { Receiver } from "./receiver.ts";

/** When every simulation begins, ms since the epoch. */
export const start = Date.UTC(2026, 0, 12, 4, 54);

/** A callback's settings as a person may leave them. */
export function newSettings(
  random: Random,
  receivers: readonly Receiver[],
  secrets: SecretBox,
): Partial<CallbackTable> {
  const fixed = random.chance(0.3);
  const path = random.below(1_000_000);
  const auth = random.pick(["none", "bearer", "header"]);
  return {
    enabled: random.chance(0.9) ? 1 : 0,
    url: `http://${random.pick(receivers).host}/${path}?fixed=${fixed ? 1 : 0}`,
    requires_whitelisted_source: fixed ? 1 : 0,
    payload_format: random.pick(["activity_update", "lead_update", "lead_history"]),
    auth_type: auth,
    auth_key: auth === "header" ? "X-API-Key" : null,
    auth_secret: auth === "none" ? null : secrets.seal(`secret ${path}`),
    triggers: JSON.stringify(someTriggers(random)),
    dispositions: random.chance(0.1) ? '["Interested"]' : null,
    states: random.chance(0.1) ? '["interested","make_first_call"]' : null,
    delivery_order: random.chance(0.8) ? "per_lead" : "none",
    rate_limit: random.chance(0.1) ? random.pick([0.5, 2, 10]) : null,
    timeout_ms: random.pick([15_000, 15_000, 5_000]),
  };
}

function someTriggers(random: Random): readonly Trigger[] {
  if (random.chance(0.8)) return triggers;
  return triggers.filter(() => random.chance(0.5));
}

/** The form of a signing secret, from the seed. */
export function newSecret(random: Random, secrets: SecretBox): string {
  const bytes = Buffer.from(Array.from({ length: 32 }, () => random.below(256)));
  return secrets.seal(`whsec_${bytes.toString("base64")}`);
}

/** A project with one process of these callbacks; its ids. */
export async function makeProcess(
  store: Store,
  projectId: string,
  callbacks: readonly Partial<CallbackTable>[],
): Promise<{ processId: string; callbacks: CallbackTable[] }> {
  const processId = newId(start);
  const rows = callbacks.map((fields, position) => callbackRow(projectId, processId, position, fields));
  const { description, status, states, dispositions } = newProcessDefaults;
  const process: ProcessTable = {
    id: processId,
    project_id: projectId,
    name: "Welcome calls",
    description,
    status,
    default_country: "IN",
    allow_duplicates: 0,
    states: JSON.stringify(states),
    dispositions: JSON.stringify(dispositions),
    revision: 1,
    created_at: start,
    updated_at: start,
  };
  await store.write.insertProcess({ process, callbacks: rows });
  return { processId, callbacks: rows };
}
