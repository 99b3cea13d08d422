/** Imports of leads from files, and the rows of each that were not taken, a batch of them a row as JSON. */
export const imports: readonly string[] = [
  `create table imports (
    id text primary key, project_id text not null, process_id text not null, file_name text, mapping text not null,
    init INT not null, dry_run INT not null, status text not null, columns text, row_count INT not null,
    imported INT not null, existing INT not null, failed INT not null, error text,
    created_at INT not null, noted_at INT not null, ended_at INT
  ) ROWS`,
  `create index imports_of_project on imports (project_id, id)`,
  `create table import_refusals (
    n ROWNUMBER, project_id text not null, import_id text not null, refusals text not null
  ) ROWS`,
  `create unique index import_refusals_of_import on import_refusals (import_id, n)`,
];
