/** The built-in receiver: its private URLs, and the newest requests that each got. */
export const inspectors: readonly string[] = [
  `create table inspectors (
    id text primary key, project_id text not null, name text not null, token text not null unique,
    answer_status INT not null, created_at INT not null, expires_at INT not null
  ) ROWS`,
  `create index inspectors_of_project on inspectors (project_id, id)`,
  `create index inspectors_by_end on inspectors (expires_at)`,
  `create table inspected_requests (
    n ROWNUMBER, id text not null, project_id text not null, inspector_id text not null, received_at INT not null,
    method text not null, path text not null, headers text not null, body text not null, truncated INT not null,
    delivery_id text, callback_id text, answered INT not null, verified INT, reason text not null
  ) ROWS`,
  `create unique index inspected_requests_of_inspector on inspected_requests (inspector_id, n)`,
];
