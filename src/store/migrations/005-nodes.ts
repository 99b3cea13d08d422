/**
 * What nodes that share a database know of each other: a row for each, renewed several times a second. `watched` is a
 * JSON array of the projects whose changes it wants to be told, `agreed` the members whose shares it keeps to.
 */
export const nodes: readonly string[] = [
  `create table nodes (
    id text primary key, role text not null, watched text not null, agreed text not null, seen_at INT not null
  ) ROWS`,
];
