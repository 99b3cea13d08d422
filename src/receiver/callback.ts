import type { Schemas } from "../client/schema.ts";

/** What came, by its kind. A test comes as what it is a sample of. */
export type Callback = Arrived &
  (
    | { kind: "activity_update"; payload: Schemas["ActivityUpdatePayload"] }
    | { kind: "lead_update"; payload: Schemas["LeadUpdatePayload"] }
    | { kind: "lead_history"; payload: Schemas["LeadHistoryPayload"] }
    /** The outcome of `POST /api/v1/leads/update`. */
    | { kind: "update_outcome"; payload: Schemas["UpdateOutcomePayload"] }
    /** Ringback's own events, to the operational callback. */
    | { kind: "operational"; payload: Schemas["OperationalPayload"] }
    /** A test with a payload of one's own, or a kind that is newer than this package. */
    | { kind: "other"; payload: Record<string, unknown> }
  );

export interface Arrived {
  /** The `webhook-id`: the same at every attempt, and never another's. Take each once. */
  id: string;
  /** Counted from 1. */
  attempt: number;
  /** When this attempt was signed. */
  signedAt: Date;
}

type Known = Exclude<Callback["kind"], "other">;

/** What a payload is by the fields that it has: each kind has one that the others have not. */
export function kindOf(payload: Record<string, unknown>): Callback["kind"] {
  const marks: readonly [Known, boolean][] = [
    ["operational", typeof payload.type === "string" && isObject(payload.data)],
    ["update_outcome", typeof payload.updateId === "string" && typeof payload.success === "boolean"],
    ["lead_history", isObject(payload.activity) && Array.isArray(payload.activities)],
    ["lead_update", isObject(payload.activity) && isObject(payload.lead)],
    ["activity_update", isObject(payload.activity)],
  ];
  return marks.find(([, is]) => is)?.[0] ?? "other";
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
