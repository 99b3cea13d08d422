/**
 * Webhooks of voice platforms: what each process has set of each, and what is known of each call, by the provider's own
 * id. A call is `on` from its first event, `held` while it has ended but its final report is still to come, `ended` once
 * that made its activity, and `closed` where the watchdog made it.
 */
export const voiceProviders: readonly string[] = [
  `create table voice_providers (
    id text primary key, project_id text not null, process_id text not null, provider text not null,
    secret text, secret_last4 text, create_leads INT not null, outcomes text not null, updated_at INT not null
  ) ROWS`,
  `create unique index voice_providers_of_process on voice_providers (process_id, provider)`,
  `create table inbound_calls (
    process_id text not null, provider text not null, call_id text not null, project_id text not null,
    lead_id text not null, state text not null, began_at INT, held text, seen_at INT not null,
    primary key (process_id, provider, call_id)
  ) ROWS`,
  `create index inbound_calls_by_age on inbound_calls (state, seen_at)`,
];
