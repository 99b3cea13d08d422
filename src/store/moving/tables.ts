/** A table to copy, with the columns that its rows are told apart and ordered by. */
export interface CopiedTable {
  name: string;
  key: readonly string[];
}

const byId = (name: string): CopiedTable => ({ name, key: ["id"] });
const byNumber = (name: string): CopiedTable => ({ name, key: ["n"] });

/** Every table that holds something to keep; `copy.test.ts` finds one that is missing. */
export const copiedTables: readonly CopiedTable[] = [
  byId("projects"),
  byId("tokens"),
  byId("users"),
  { name: "memberships", key: ["user_id", "project_id"] },
  byId("invitations"),
  { name: "password_resets", key: ["hash"] },
  { name: "sign_in_links", key: ["hash"] },
  { name: "sessions", key: ["hash"] },
  byId("processes"),
  byId("callbacks"),
  byId("leads"),
  byNumber("activities"),
  byId("updates"),
  byNumber("deliveries"),
  { name: "attempts", key: ["delivery_n", "number"] },
  { name: "idempotency_keys", key: ["project_id", "route", "key"] },
  byId("audit_log"),
  byId("jobs"),
  byId("imports"),
  byNumber("import_refusals"),
  byId("inspectors"),
  byNumber("inspected_requests"),
  byId("voice_providers"),
  { name: "inbound_calls", key: ["process_id", "provider", "call_id"] },
];

/** What one engine keeps for itself: migrations that were applied, nodes that live, volumes, how far a copy has come. */
export const ownTables: readonly string[] = [
  "kysely_migration",
  "kysely_migration_lock",
  "nodes",
  "volumes",
  "copy_progress",
];

export type Row = Readonly<Record<string, string | number | null>>;

/** Where a page begins: behind the row with this key. */
export type Key = readonly (string | number)[];

export const keyOf = (table: CopiedTable, row: Row): Key =>
  table.key.map((column) => row[column] as string | number);
