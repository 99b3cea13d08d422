/**
 * The first schema. `INT` stands for a 64-bit integer and `ROWS` for what each engine adds to a table; SQLite's
 * tables are ordinary rowid tables and STRICT (DESIGN.md "Storage").
 *
 * Every key that a tenant's query uses begins with `project_id`. The partial indexes serve a statement only if it
 * repeats their condition word for word: `hot-plans.test.ts` looks at the plan of each.
 */
export const foundation: readonly string[] = [
  `create table projects (id text primary key, name text not null, created_at INT not null) ROWS`,
  `create table tokens (
    id text primary key, project_id text not null, process_id text, name text not null, scope text not null,
    hash text not null unique, created_at INT not null, revoked_at INT
  ) ROWS`,
  `create table users (
    id text primary key, email text not null unique, name text not null, password_hash text not null,
    role text not null, created_at INT not null
  ) ROWS`,
  `create table sign_in_links (hash text primary key, user_id text, expires_at INT not null) ROWS`,
  `create table sessions (
    hash text primary key, user_id text, created_at INT not null, expires_at INT not null
  ) ROWS`,
  `create table processes (
    id text primary key, project_id text not null, name text not null, description text not null,
    status text not null, default_country text not null, allow_duplicates INT not null, states text not null,
    dispositions text not null, revision INT not null, created_at INT not null, updated_at INT not null
  ) ROWS`,
  `create index processes_of_project on processes (project_id, id)`,
  `create table callbacks (
    id text primary key, project_id text not null, process_id text not null, position INT not null,
    name text not null, enabled INT not null, url text not null, payload_format text not null,
    requires_whitelisted_source INT not null, auth_type text not null, auth_key text, auth_secret text,
    auth_last4 text, triggers text not null, dispositions text, states text, delivery_order text not null,
    rate_limit real, timeout_ms INT not null, signing text not null, secret text not null,
    previous_secret text, previous_until INT, paused_reason text, paused_at INT, removed_at INT,
    created_at INT not null
  ) ROWS`,
  `create index callbacks_of_process on callbacks (process_id, position)`,
  `create table leads (
    id text primary key, project_id text not null, process_id text not null, group_id text, name text,
    first_name text, last_name text, phone text, email text, reference_id text, current_state text,
    last_disposition text, metadata text not null, incoming INT not null, sequence INT not null,
    last_activity_id text, on_call_since INT, on_call_provider_call_id text, created_at INT not null,
    updated_at INT not null
  ) ROWS`,
  `create index leads_of_project on leads (project_id, id)`,
  `create index leads_of_process on leads (process_id, id)`,
  `create index leads_by_update on leads (project_id, updated_at, id)`,
  `create unique index leads_by_reference on leads (process_id, reference_id) where reference_id is not null`,
  `create index leads_by_phone on leads (project_id, phone) where phone is not null`,
  `create index leads_by_email on leads (project_id, email) where email is not null`,
  `create index leads_on_call on leads (on_call_since) where on_call_since is not null`,
  `create table activities (
    n ROWNUMBER, id text not null, project_id text not null, process_id text not null, lead_id text not null,
    type text not null, sequence INT not null, last_activity_id text, recorded_at INT not null,
    reference_id text, triggers text not null, body text not null, extra text, changes text, lead text
  ) ROWS`,
  `create unique index activities_by_id on activities (project_id, id)`,
  `create unique index activities_of_lead on activities (lead_id, sequence)`,
  `create table updates (
    id text primary key, project_id text not null, process_id text not null, lead_id text not null,
    user_id text, success INT not null, error text, body text not null, created_at INT not null
  ) ROWS`,
  `create table deliveries (
    n ROWNUMBER, id text not null, project_id text not null, process_id text not null,
    callback_id text not null, lead_id text, kind text not null, activity_id text, update_id text,
    payload_format text not null, body text, status text not null, lane INT not null, attempts INT not null,
    step INT not null, due_at INT, leased_by text, leased_until INT, created_at INT not null, ended_at INT,
    last_status_code INT, last_error text, hint text
  ) ROWS`,
  `create unique index deliveries_by_id on deliveries (project_id, id)`,
  `create index deliveries_of_callback on deliveries (callback_id, n)`,
  `create index deliveries_of_lead on deliveries (lead_id, n)`,
  `create index deliveries_chain on deliveries (callback_id, lead_id, lane, n) where status in ('pending', 'held')`,
  `create index deliveries_due on deliveries (callback_id, due_at, n) where status = 'pending' and leased_by is null`,
  `create index deliveries_leased on deliveries (leased_by, leased_until) where leased_by is not null`,
  `create index deliveries_failed on deliveries (project_id, n) where status = 'failed'`,
  `create table attempts (
    delivery_n INT not null, number INT not null, at INT not null, status_code INT, error_class text,
    record text not null
  ) ROWS`,
  `create unique index attempts_of_delivery on attempts (delivery_n, number)`,
  `create table idempotency_keys (
    project_id text not null, route text not null, key text not null, request_hash text not null,
    results text not null, created_at INT not null, primary key (project_id, route, key)
  ) ROWS`,
  `create index idempotency_keys_by_age on idempotency_keys (created_at)`,
  `create table audit_log (
    id text primary key, project_id text not null, actor text not null, action text not null,
    target text not null, detail text not null, created_at INT not null
  ) ROWS`,
  `create index audit_log_of_project on audit_log (project_id, id)`,
];
