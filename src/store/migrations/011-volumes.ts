/**
 * Deliveries and attempts by volumes, which is how old ones go without a row being touched (decision 013). A volume is
 * a range of row numbers; what was there before is volume 0, and new rows begin in volume 1. `kept` tells what was
 * moved out of a volume that goes. Every key of both tables begins with the project or has it.
 */
export const volumes: readonly string[] = [
  `create table volumes (n INT primary key, begun_at INT not null) ROWS`,
  `alter table deliveries rename to deliveries_0`,
  `alter table deliveries_0 alter column n drop identity`,
  `alter table deliveries_0 add column kept smallint not null default 0`,
  `alter table deliveries_0 drop constraint deliveries_pkey`,
  `drop index deliveries_by_id`,
  ...["of_callback", "of_lead", "chain", "due", "leased", "failed"].map(
    (index) => `alter index deliveries_${index} rename to deliveries_0_${index}`,
  ),
  `create table deliveries (like deliveries_0 including defaults) partition by list (kept)`,
  `create sequence deliveries_n_seq start with 68719476736 owned by deliveries.n`,
  `alter table deliveries alter column n set default nextval('deliveries_n_seq')`,
  `alter table deliveries add primary key (project_id, id, n, kept)`,
  `create index deliveries_by_number on deliveries (n, project_id)`,
  `create index deliveries_of_callback on deliveries (callback_id, n)`,
  `create index deliveries_of_lead on deliveries (lead_id, n)`,
  `create index deliveries_chain on deliveries (callback_id, lead_id, lane, n) where status in ('pending', 'held')`,
  `create index deliveries_due on deliveries (callback_id, due_at, n) where status = 'pending' and leased_by is null`,
  `create index deliveries_leased on deliveries (leased_by, leased_until) where leased_by is not null`,
  `create index deliveries_failed on deliveries (project_id, n) where status = 'failed'`,
  `create table deliveries_kept partition of deliveries for values in (1)`,
  `create table deliveries_live partition of deliveries for values in (0) partition by range (n)`,
  `alter table deliveries_live attach partition deliveries_0 for values from (minvalue) to (68719476736)`,
  `create table deliveries_1 partition of deliveries_live for values from (68719476736) to (137438953472)`,
  `alter table attempts rename to attempts_before`,
  `drop index attempts_of_delivery`,
  `create table attempts (
    project_id text not null, delivery_n INT not null, number INT not null, at INT not null, status_code INT,
    error_class text, record text not null, kept smallint not null default 0,
    primary key (delivery_n, number, project_id, kept)
  ) partition by list (kept)`,
  `create table attempts_kept partition of attempts for values in (1)`,
  `create table attempts_live partition of attempts for values in (0) partition by range (delivery_n)`,
  `create table attempts_0 partition of attempts_live for values from (minvalue) to (68719476736)`,
  `create table attempts_1 partition of attempts_live for values from (68719476736) to (137438953472)`,
  `insert into attempts (project_id, delivery_n, number, at, status_code, error_class, record)
    select d.project_id, a.delivery_n, a.number, a.at, a.status_code, a.error_class, a.record
    from attempts_before a join deliveries_0 d on d.n = a.delivery_n`,
  `drop table attempts_before`,
];
