import { type Kysely, sql } from "kysely";
import type { SqlWords } from "../../src/store/migrations/migrate.ts";

/** A column of a table, as the database itself tells of it. */
export interface Column {
  table: string;
  name: string;
  type: string;
  nullable: boolean;
  /** Whether the database gives it a value where an insert names none. */
  given: boolean;
}

const own: Record<SqlWords["engine"], string> = {
  sqlite: `select t.name as "table", c.name, c.type, c."notnull" = 0 and c.pk = 0 as nullable,
      c.dflt_value is not null or (c.pk = 1 and c.type = 'INTEGER') as given
    from sqlite_schema t, pragma_table_info(t.name) c
    where t.type = 'table' and t.name not like 'kysely%' and t.name not like 'sqlite%' order by t.name, c.cid`,
  // A partition is part of its table.
  postgres: `select c.table_name as "table", c.column_name as name, c.data_type as type,
      c.is_nullable = 'YES' as nullable, c.column_default is not null or c.is_identity = 'YES' as given
    from information_schema.columns c join pg_class t on t.oid = format('%I.%I', c.table_schema, c.table_name)::regclass
    where c.table_schema = 'public' and c.table_name not like 'kysely%' and not t.relispartition
    order by c.table_name, c.ordinal_position`,
};

/** The columns of every table of ours, by table. */
export async function columnsOf(
  db: Kysely<unknown>,
  engine: SqlWords["engine"],
): Promise<Map<string, Column[]>> {
  const { rows } = await sql.raw<Record<keyof Column, unknown>>(own[engine]).execute(db);
  const columns = rows.map((row) => ({
    table: String(row.table),
    name: String(row.name),
    type: String(row.type).toLowerCase(),
    nullable: Boolean(row.nullable),
    given: Boolean(row.given),
  }));
  return Map.groupBy(columns, ({ table }) => table);
}

/**
 * Something for a column in the nth row of its table, unlike what any other column has, and no row twice.
 *
 * @param place of the column in its table
 */
export function valueFor({ table, name, type, nullable }: Column, place: number, row: number) {
  if (nullable && row % 2 === 0) return null;
  // An attempt is of a delivery: that of the same row, as the database numbers them.
  if (name === "delivery_n") return row;
  switch (type) {
    case "text":
      return `${table}.${name} ${row}`;
    case "integer":
    case "bigint":
    case "smallint":
      return 100 * (place + 1) + row;
    case "real":
    case "double precision":
      return 12.5 + row;
    default:
      throw new Error(`${table}.${name} has a type that no value is known for: ${type}`);
  }
}
