import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "../schema.ts";
import { holds } from "./text-search.ts";

type Db = Kysely<Schema>;

/** More leads than this of one phone, email or reference are not looked at. */
const mostSame = 50;
/** From so many digits on, a number is looked for inside phones. */
const fewestDigits = 4;

/** Leads of any process of a project that carry a reference. */
export async function leadIdsByReference(
  db: Db,
  key: { projectId: string; referenceId: string },
): Promise<string[]> {
  const rows = await db
    .selectFrom("processes as p")
    .innerJoin("leads as l", (join) =>
      join.onRef("l.process_id", "=", "p.id").on("l.reference_id", "=", key.referenceId),
    )
    .select("l.id")
    .where("p.project_id", "=", key.projectId)
    .limit(mostSame)
    .execute();
  return rows.map((row) => row.id);
}

/** Leads that a text names whole: by reference, phone or email. Each is a look-up in an index. */
export async function leadIdsByExactText(
  db: Db,
  { projectId, text }: { projectId: string; text: string },
): Promise<string[]> {
  const byReference = await leadIdsByReference(db, { projectId, referenceId: text });
  const digits = digitsOf(text);
  const phone = digits === null ? [] : await leadIdsBy(db, projectId, "phone", `+${digits}`);
  const email = text.includes("@") ? await leadIdsBy(db, projectId, "email", text.toLowerCase()) : [];
  return [...new Set([...byReference, ...phone, ...email])];
}

async function leadIdsBy(
  db: Db,
  projectId: string,
  column: "phone" | "email",
  value: string,
): Promise<string[]> {
  const rows = await db
    .selectFrom("leads")
    .select("id")
    .where("project_id", "=", projectId)
    .where(column, "=", value)
    .limit(mostSame)
    .execute();
  return rows.map((row) => row.id);
}

/** Whether a row of `leads` (by its alias) holds a text in its name, phone, email or reference. */
export function leadHolds(alias: string, text: string): RawBuilder<boolean> {
  const digits = digitsOf(text);
  const columns = ["name", "phone", "email", "reference_id"].map((name) => holds(`${alias}.${name}`, text));
  const phone = digits === null ? [] : [holds(`${alias}.phone`, digits)];
  return sql<boolean>`(${sql.join([...columns, ...phone], sql` or `)})`;
}

/** The digits of what looks like a phone number, or of a part of one; null for anything else. */
function digitsOf(text: string): string | null {
  if (!/^\+?[\d\s().-]+$/.test(text)) return null;
  const digits = text.replace(/\D/g, "");
  return digits.length >= fewestDigits ? digits : null;
}
