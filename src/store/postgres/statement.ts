import type { Runs } from "./pipe.ts";

/** What can be bound: arrays go as one parameter. */
export type Bound = string | number | null | readonly (string | number | null)[];

/**
 * A statement that is prepared once on each connection, under its name. It is sent where it is called: several go out
 * together where nobody waits between them.
 *
 * @returns runs it and returns its rows
 */
export function statement<Row>(
  client: Runs,
  name: string,
  text: string,
): (...values: readonly Bound[]) => Promise<Row[]> {
  return async (...values) => (await client.query({ name, text, values: values.map(literal) })).rows as Row[];
}

/** An array as PostgreSQL reads it, written faster than `pg` does, which looks at each value three times. */
function literal(value: Bound): string | number | null {
  if (value === null || typeof value !== "object") return value;
  let text = "{";
  for (const [index, item] of value.entries()) {
    if (index > 0) text += ",";
    if (item === null || item === undefined) text += "NULL";
    else if (typeof item === "number") text += item;
    else text += special.test(item) ? `"${item.replace(specials, "\\$&")}"` : `"${item}"`;
  }
  return `${text}}`;
}

/** What is escaped between quotes. */
const special = /["\\]/;
const specials = /["\\]/g;

/** A column of a bulk insert: its name, its type, and its value of one row. */
export type Column<Row> = readonly [
  name: string,
  type: "text" | "bigint",
  value: (row: Row) => string | number | null,
];

/**
 * A prepared insert of any number of rows, one array a column.
 *
 * @param after what follows the insert, such as `returning id`
 */
export function insertMany<Row, Returned = never>(
  client: Runs,
  table: string,
  columns: readonly Column<Row>[],
  after = "",
): (rows: readonly Row[]) => Promise<Returned[]> {
  const names = columns.map(([name]) => name).join(", ");
  const arrays = columns.map(([, type], index) => `$${index + 1}::${type}[]`).join(", ");
  // The order of the rows is the order of their numbers.
  const text = `insert into ${table} (${names})
    select ${names} from unnest(${arrays}) with ordinality as rows(${names}, place) order by place ${after}`;
  const run = statement<Returned>(client, `insert_${table}`, text);
  return async (rows) =>
    rows.length === 0 ? [] : run(...columns.map(([, , value]) => rows.map((row) => value(row))));
}
