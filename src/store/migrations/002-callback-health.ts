/**
 * What a callback's health is kept in: since when every attempt has failed, and the time that a receiver named
 * (`Retry-After`), before which a delivery is not brought forward. A project's operational callback is a callback
 * without a process: its `process_id` is empty.
 */
export const callbackHealth: readonly string[] = [
  `alter table callbacks add column failing_since INT`,
  `alter table deliveries add column not_before INT`,
  `create index callbacks_operational on callbacks (project_id) where process_id = ''`,
];
