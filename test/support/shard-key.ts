/** Tables whose rows belong to a project. */
const tenantTables = new Set([
  "processes",
  "callbacks",
  "leads",
  "activities",
  "updates",
  "deliveries",
  "attempts",
  "idempotency_keys",
  "audit_log",
  "jobs",
]);

/** Words that may follow a table and are not its alias. */
const keywords = new Set(
  "as set where on using join inner left cross order group limit for select union values with from".split(
    " ",
  ),
);

/**
 * The tables of a statement, by the names that it calls them, that hold rows of projects and that it neither narrows
 * to projects nor gives one.
 */
export function withoutProject(statement: string): string[] {
  const text = statement.replaceAll('"', "").replace(/\s+/g, " ").toLowerCase();
  const missing: string[] = [];
  for (const [, word, table = "", next = ""] of text.matchAll(
    /\b(from|join|update|into) (\w+)(?: (?:as )?(\w+))?/g,
  )) {
    if (!tenantTables.has(table)) continue;
    // "do update set" and "for update of" name no table.
    const alias = next === "" || keywords.has(next) ? null : next;
    const isNamed =
      word === "into"
        ? new RegExp(`into ${table} ?\\([^)]*\\bproject_id\\b`).test(text)
        : alias !== null
          ? new RegExp(`\\b${alias}\\.project_id (=|in)|= ${alias}\\.project_id\\b`).test(text)
          : new RegExp(`(?<![.\\w])(${table}\\.)?project_id (=|in)`).test(text);
    if (!isNamed) missing.push(alias ?? table);
  }
  return missing;
}
