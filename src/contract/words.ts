/**
 * The words of the product, each with its one meaning, and the values they can take.
 *
 * - project: tenant; owns tokens, processes and leads. Nothing crosses a project.
 * - process: how a kind of lead is worked: states, dispositions, Advanced Settings.
 * - lead: a person in one process.
 * - activity: one thing that happened to a lead. Immutable, numbered per lead (`sequence`, from 1), chained by
 *   `lastActivityId`.
 * - disposition: the outcome of a call; success and failure are final, neutral is not.
 * - callback: one Lead Update Callback of a process.
 * - delivery: one thing owed to one callback; its id is the `webhook-id` and never changes across retries.
 * - attempt: one HTTP request made for a delivery.
 * - job: many deliveries sent again in the background: a recovery or a replay.
 *
 * Times are milliseconds since the Unix epoch inside the program and in callback payloads, ISO 8601 UTC in the
 * management API. Durations carry their unit in the name (`timeoutMs`).
 */

export const triggers = [
  "call.completed",
  "lead.status_changed",
  "disposition.final",
  "activity.latest_changed",
] as const;
export type Trigger = (typeof triggers)[number];

export const payloadFormats = ["activity_update", "lead_update", "lead_history"] as const;
export type PayloadFormat = (typeof payloadFormats)[number];

export const deliveryOrders = ["per_lead", "none"] as const;
export type DeliveryOrder = (typeof deliveryOrders)[number];

export const signingSchemes = ["v1", "v1a"] as const;
export type SigningScheme = (typeof signingSchemes)[number];

export const processStatuses = ["active", "paused", "archived"] as const;
export type ProcessStatus = (typeof processStatuses)[number];

export const dispositionTypes = ["success", "failure", "neutral"] as const;
export type DispositionType = (typeof dispositionTypes)[number];

export const activityTypes = ["call", "schedule", "update", "note"] as const;
export type ActivityType = (typeof activityTypes)[number];

export const callStatuses = [
  "in-progress",
  "completed",
  "no-answer",
  "busy",
  "failed",
  "canceled",
  "voicemail",
] as const;
export type CallStatus = (typeof callStatuses)[number];

export const directions = ["outbound", "inbound"] as const;
export type Direction = (typeof directions)[number];

/** Voice platforms whose own webhooks are taken in. */
export const voiceProviders = ["twilio", "vapi", "retell", "bolna"] as const;
export type VoiceProvider = (typeof voiceProviders)[number];

export const deliveryKinds = ["activity", "update_outcome", "test", "operational"] as const;
export type DeliveryKind = (typeof deliveryKinds)[number];

/** What a project's operational callback is told of: Ringback's own events. */
export const noticeTypes = ["callback.paused", "callback.resumed", "delivery.failed"] as const;
export type NoticeType = (typeof noticeTypes)[number];

/** `pending`: waits for its turn or time; `held`: behind an earlier one of the same lead; the rest have ended. */
export const deliveryStatuses = ["pending", "held", "delivered", "failed", "skipped"] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** What is done to many deliveries of a callback in the background. */
export const jobKinds = ["recover", "replay"] as const;
export type JobKind = (typeof jobKinds)[number];

export const jobStatuses = ["running", "done", "cancelled", "failed"] as const;
export type JobStatus = (typeof jobStatuses)[number];

/** `ready`: its file has not come yet. */
export const importStatuses = ["ready", "running", "done", "cancelled", "failed"] as const;
export type ImportStatus = (typeof importStatuses)[number];

/** What a replay sends again: what was never delivered, or everything. */
export const replaySelections = ["undelivered", "all"] as const;
export type ReplaySelection = (typeof replaySelections)[number];

/** Token scopes, each including the one before. */
export const scopes = ["read", "report", "manage"] as const;
export type Scope = (typeof scopes)[number];

/** What a person is in a project: who sees it, who works in it, and who besides says who may. */
export const roles = ["owner", "editor", "viewer"] as const;
export type Role = (typeof roles)[number];

/** The scope that a person of a role has; people and tokens are the owner's alone. */
export const scopeOfRole = { viewer: "read", editor: "manage", owner: "manage" } as const satisfies Record<
  Role,
  Scope
>;

export interface State {
  name: string;
}

export interface Disposition {
  name: string;
  type: DispositionType;
  description: string;
  /** The state that this disposition moves the lead to, or null. */
  toState: string | null;
}
