import type { Generated } from "kysely";
import type { ImportStatus, JobKind, JobStatus, ReplaySelection, Role } from "../contract/words.ts";

/** What of a process's row a batch is decided by. */
export type ProcessSettings = Pick<
  ProcessTable,
  "id" | "project_id" | "status" | "allow_duplicates" | "states" | "dispositions"
>;

/** The same of a callback's row. */
export type CallbackSettings = Pick<
  CallbackTable,
  | "id"
  | "process_id"
  | "enabled"
  | "payload_format"
  | "triggers"
  | "dispositions"
  | "states"
  | "delivery_order"
  | "paused_at"
>;

/**
 * The tables as Kysely sees them; `migrations/` makes them. Times are integers (ms since the epoch), ids 24 hex
 * characters, JSON is text, booleans are 0 or 1. `n` numbers rows in the order in which they were committed.
 */
export interface Schema {
  projects: { id: string; name: string; created_at: number };
  tokens: TokenTable;
  users: UserTable;
  memberships: MembershipTable;
  invitations: InvitationTable;
  password_resets: { hash: string; user_id: string; expires_at: number };
  sign_in_links: { hash: string; user_id: string | null; expires_at: number };
  sessions: { hash: string; user_id: string | null; created_at: number; expires_at: number };
  processes: ProcessTable;
  callbacks: CallbackTable;
  leads: LeadTable;
  activities: ActivityTable;
  updates: UpdateTable;
  deliveries: DeliveryTable;
  attempts: AttemptTable;
  idempotency_keys: IdempotencyTable;
  audit_log: AuditTable;
  jobs: JobTable;
  imports: ImportTable;
  import_refusals: ImportRefusalsTable;
  inspectors: InspectorTable;
  inspected_requests: InspectedRequestTable;
  voice_providers: VoiceProviderTable;
  inbound_calls: InboundCallTable;
}

export interface TokenTable {
  id: string;
  project_id: string;
  /** Set for a token of one process only. */
  process_id: string | null;
  name: string;
  scope: string;
  /** SHA-256, hex. */
  hash: string;
  created_at: number;
  revoked_at: number | null;
  /** As the audit log calls them; null for one made before it was noted. */
  created_by: string | null;
  /** Exact to a minute; null where it never was. */
  last_used_at: number | null;
}

export interface UserTable {
  id: string;
  email: string;
  name: string;
  password_hash: string;
  created_at: number;
}

export interface MembershipTable {
  user_id: string;
  project_id: string;
  role: Role;
  created_at: number;
}

export interface InvitationTable {
  id: string;
  project_id: string;
  email: string;
  role: Role;
  /** SHA-256 of the link's token, hex. */
  hash: string;
  invited_by: string;
  created_at: number;
  expires_at: number;
}

export interface ProcessTable {
  id: string;
  project_id: string;
  name: string;
  description: string;
  status: string;
  default_country: string;
  allow_duplicates: number;
  states: string;
  dispositions: string;
  revision: number;
  created_at: number;
  updated_at: number;
}

export interface CallbackTable {
  id: string;
  project_id: string;
  /** Empty for the project's operational callback. */
  process_id: string;
  position: number;
  name: string;
  enabled: number;
  url: string;
  payload_format: string;
  requires_whitelisted_source: number;
  auth_type: string;
  /** Header name of `header`. */
  auth_key: string | null;
  /** Sealed token or value. */
  auth_secret: string | null;
  auth_last4: string | null;
  triggers: string;
  dispositions: string | null;
  states: string | null;
  delivery_order: string;
  rate_limit: number | null;
  timeout_ms: number;
  signing: string;
  /** Sealed. */
  secret: string;
  previous_secret: string | null;
  previous_until: number | null;
  paused_reason: string | null;
  paused_at: number | null;
  /** Since when every attempt has failed, ms since the epoch; null while some succeed. */
  failing_since: number | null;
  removed_at: number | null;
  created_at: number;
}

export interface LeadTable {
  id: string;
  project_id: string;
  process_id: string;
  group_id: string | null;
  name: string | null;
  first_name: string | null;
  last_name: string | null;
  phone: string | null;
  email: string | null;
  reference_id: string | null;
  current_state: string | null;
  last_disposition: string | null;
  metadata: string;
  incoming: number;
  sequence: number;
  last_activity_id: string | null;
  on_call_since: number | null;
  on_call_provider_call_id: string | null;
  created_at: number;
  updated_at: number;
}

export interface ActivityTable {
  n: Generated<number>;
  id: string;
  project_id: string;
  process_id: string;
  lead_id: string;
  type: string;
  sequence: number;
  last_activity_id: string | null;
  recorded_at: number;
  reference_id: string | null;
  /** JSON array. */
  triggers: string;
  body: string;
  extra: string | null;
  changes: string | null;
  lead: string | null;
}

export interface UpdateTable {
  id: string;
  project_id: string;
  process_id: string;
  lead_id: string;
  user_id: string | null;
  success: number;
  error: string | null;
  body: string;
  created_at: number;
}

export interface DeliveryTable {
  n: Generated<number>;
  id: string;
  project_id: string;
  process_id: string;
  callback_id: string;
  lead_id: string | null;
  kind: string;
  activity_id: string | null;
  update_id: string | null;
  payload_format: string;
  /** Of a kind that has no activity or update to be made from (test, operational). */
  body: string | null;
  status: string;
  /** 0: in the lead's order; from 1: its turn among what is resent. */
  lane: number;
  /** Attempts made so far, resends included. */
  attempts: number;
  /** How far it is on the retry schedule. */
  step: number;
  /** When it may be claimed; null while it is not waiting. */
  due_at: number | null;
  /** The time that the receiver named: it is not brought forward before, ms since the epoch. */
  not_before: Generated<number | null>;
  /** The node that has it, or null. */
  leased_by: string | null;
  leased_until: number | null;
  created_at: number;
  /** Where it belongs in a trace, or null. */
  traceparent: Generated<string | null>;
  ended_at: number | null;
  last_status_code: number | null;
  last_error: string | null;
  hint: string | null;
}

export interface AttemptTable {
  delivery_n: number;
  number: number;
  at: number;
  status_code: number | null;
  error_class: string | null;
  /** JSON of the rest of the attempt record. */
  record: string;
}

export interface IdempotencyTable {
  project_id: string;
  route: string;
  key: string;
  /** SHA-256 of the request's body. */
  request_hash: string;
  /** JSON of the results. */
  results: string;
  created_at: number;
}

export interface AuditTable {
  id: string;
  project_id: string;
  actor: string;
  action: string;
  target: string;
  detail: string;
  created_at: number;
}

export interface JobTable {
  id: string;
  project_id: string;
  process_id: string;
  callback_id: string;
  kind: JobKind;
  status: JobStatus;
  /** From when on what happened is looked at, and until when (null: until the job was made). */
  since: number;
  until: number | null;
  /** Of a replay. */
  selection: ReplaySelection | null;
  /** How far it is, written in the transaction of what was done up to there; empty at the beginning. */
  position: string;
  /** How many it was to open when it was counted; null until then. */
  total: number | null;
  /** How many it has opened. */
  done: number;
  error: string | null;
  created_at: number;
  ended_at: number | null;
}

export interface ImportTable {
  id: string;
  project_id: string;
  process_id: string;
  file_name: string | null;
  /** JSON: what its columns were said to be, by their names. */
  mapping: string;
  init: number;
  /** Whether it only tells what it would do. */
  dry_run: number;
  status: ImportStatus;
  /** JSON of `ImportedColumn[]`, once the header was read. */
  columns: string | null;
  /** Rows that were looked at, and what became of them. */
  row_count: number;
  imported: number;
  /** Rows whose phone, email or reference a lead has already. */
  existing: number;
  failed: number;
  /** Why it did not come to its end. */
  error: string | null;
  created_at: number;
  /** When it was last heard of. */
  noted_at: number;
  ended_at: number | null;
}

export interface ImportRefusalsTable {
  n: Generated<number>;
  project_id: string;
  import_id: string;
  /** JSON of `RefusedRow[]`. */
  refusals: string;
}

export interface InspectorTable {
  id: string;
  project_id: string;
  name: string;
  /** The private part of its URL. It opens nothing but this inspector, so it is kept as it is. */
  token: string;
  /** What it answers. */
  answer_status: number;
  created_at: number;
  expires_at: number;
}

export interface InspectedRequestTable {
  n: Generated<number>;
  id: string;
  project_id: string;
  inspector_id: string;
  received_at: number;
  method: string;
  path: string;
  /** JSON object, secrets masked. */
  headers: string;
  body: string;
  /** Whether the body was longer than what is kept. */
  truncated: number;
  delivery_id: string | null;
  callback_id: string | null;
  /** The status that it was answered with. */
  answered: number;
  /** Whether its signature is right; null where there is no secret to look with. */
  verified: number | null;
  /** The same in words. */
  reason: string;
}

export interface VoiceProviderTable {
  id: string;
  project_id: string;
  process_id: string;
  provider: string;
  /** Sealed: what its webhooks are signed with; null where they need no signature. */
  secret: string | null;
  secret_last4: string | null;
  create_leads: number;
  /** JSON object: outcome to disposition. */
  outcomes: string;
  updated_at: number;
}

export interface InboundCallTable {
  process_id: string;
  provider: string;
  /** The provider's own. */
  call_id: string;
  project_id: string;
  lead_id: string;
  state: string;
  began_at: number | null;
  /** JSON of the activity that its provisional end would make. */
  held: string | null;
  seen_at: number;
}
