import type { InspectedRow, ListedInspector } from "../../store/queries/inspectors.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

export function presentInspector(row: ListedInspector, url: string) {
  return {
    id: row.id,
    name: row.name,
    url,
    answerStatus: row.answer_status,
    /** How many requests are kept. */
    requests: row.requests,
    lastRequestAt: row.last_request_at === null ? null : iso(row.last_request_at),
    createdAt: iso(row.created_at),
    expiresAt: iso(row.expires_at),
  };
}

/** A request that an inspector got; its headers were masked when it was kept. */
export function presentInspected(row: InspectedRow) {
  return {
    id: row.id,
    at: iso(row.received_at),
    method: row.method,
    path: row.path,
    headers: JSON.parse(row.headers) as Record<string, string>,
    body: row.body,
    truncated: row.truncated === 1,
    deliveryId: row.delivery_id,
    callbackId: row.callback_id,
    callbackName: row.callback_name,
    answered: row.answered,
    signature: { verified: row.verified === null ? null : row.verified === 1, reason: row.reason },
  };
}
