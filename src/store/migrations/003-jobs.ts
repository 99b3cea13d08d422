/** Recoveries and replays. What runs is found by its callback, since one callback's jobs run one after the other. */
export const jobs: readonly string[] = [
  `create table jobs (
    id text primary key, project_id text not null, process_id text not null, callback_id text not null,
    kind text not null, status text not null, since INT not null, until INT, selection text,
    position text not null, total INT, done INT not null, error text, created_at INT not null, ended_at INT
  ) ROWS`,
  `create index jobs_of_project on jobs (project_id, id)`,
  `create index jobs_running on jobs (callback_id, id) where status = 'running'`,
];
