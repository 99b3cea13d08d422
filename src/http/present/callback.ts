import type { AddressPolicy } from "../../contract/address-classes.ts";
import { checkCallbackUrl } from "../../contract/callback-url.ts";
import type { ListedCallback } from "../../store/queries/callback-health.ts";
import type { CallbackTable } from "../../store/schema.ts";
import { successRate } from "./stats.ts";

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** A callback's secret as it is read back: whether there is one, and its end where it is long enough. */
function presentSecret(row: CallbackTable) {
  return { set: true, ...(row.auth_last4 !== null && { last4: row.auth_last4 }) };
}

function presentAuth(row: CallbackTable) {
  if (row.auth_type === "bearer") return { type: "bearer", token: presentSecret(row) };
  if (row.auth_type === "header") return { type: "header", key: row.auth_key, value: presentSecret(row) };
  return { type: "none" };
}

/** A callback as Advanced Settings show it: never a secret. */
export function presentCallback(row: CallbackTable, policy: AddressPolicy) {
  const verdict = checkCallbackUrl(row.url, { ...policy, allowNames: policy.allow.length > 0 });
  return {
    id: row.id,
    name: row.name,
    enabled: row.enabled === 1,
    url: row.url,
    payloadFormat: row.payload_format,
    requiresWhitelistedSource: row.requires_whitelisted_source === 1,
    auth: presentAuth(row),
    triggers: JSON.parse(row.triggers) as string[],
    dispositions: row.dispositions === null ? null : (JSON.parse(row.dispositions) as string[]),
    states: row.states === null ? null : (JSON.parse(row.states) as string[]),
    order: row.delivery_order,
    rateLimit: row.rate_limit,
    timeoutMs: row.timeout_ms,
    signing: row.signing,
    state: row.paused_at === null ? "active" : "paused",
    pausedReason: row.paused_reason,
    pausedAt: iso(row.paused_at),
    failingSince: iso(row.failing_since),
    warnings: verdict.ok ? verdict.warnings : [],
  };
}

/** A project's operational callback: what it has in common with those of processes, without what is about leads. */
export function presentOperationalCallback(row: CallbackTable, policy: AddressPolicy) {
  const { payloadFormat, triggers, dispositions, states, order, ...shown } = presentCallback(row, policy);
  return { ...shown, processId: null };
}

/** A callback in a list, with how it does in one line. */
export function presentListedCallback({ row, processName, health }: ListedCallback, policy: AddressPolicy) {
  const { delivered, failed, lastAttempt } = health;
  return {
    ...presentCallback(row, policy),
    processId: row.process_id,
    processName,
    health: {
      status: health.status,
      delivered24h: delivered,
      failed24h: failed,
      successRate24h: successRate(delivered, failed),
      lastStatusCode: lastAttempt?.statusCode ?? null,
      lastErrorClass: lastAttempt?.errorClass ?? null,
      lastDurationMs: lastAttempt?.durationMs ?? null,
      lastAttemptAt: iso(lastAttempt?.at ?? null),
      waiting: health.waiting,
      oldestWaitingAt: iso(health.oldestWaitingAt),
      truncated: health.truncated,
    },
  };
}
