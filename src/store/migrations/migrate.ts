import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { foundation } from "./001-foundation.ts";
import { callbackHealth } from "./002-callback-health.ts";
import { jobs } from "./003-jobs.ts";
import { inspectors } from "./004-inspectors.ts";
import { nodes } from "./005-nodes.ts";
import { doubleRates } from "./007-double-rates.ts";
import { memberships } from "./008-memberships.ts";
import { voiceProviders } from "./009-voice-providers.ts";
import { imports } from "./010-imports.ts";
import { volumes } from "./011-volumes.ts";
import { traces } from "./013-traces.ts";
import { leadsByProject } from "./014-leads-by-project.ts";

/** What stands for the schema's placeholders on an engine. */
export interface SqlWords {
  engine: "sqlite" | "postgres";
  INT: string;
  ROWNUMBER: string;
  ROWS: string;
}

/** For every engine, or for the one that needs it. */
type Statements = readonly string[] | { postgres: readonly string[] };

/** Numbered, forward-only. */
const numbered: Record<string, Statements> = {
  "001-foundation": foundation,
  "002-callback-health": callbackHealth,
  "003-jobs": jobs,
  "004-inspectors": inspectors,
  "005-nodes": nodes,
  "007-double-rates": { postgres: doubleRates },
  "008-memberships": memberships,
  "009-voice-providers": voiceProviders,
  "010-imports": imports,
  "011-volumes": { postgres: volumes },
  "013-traces": traces,
  "014-leads-by-project": { postgres: leadsByProject },
};

/** Everything that a database of this version may have had applied. */
export const migrationNames: readonly string[] = Object.keys(numbered);

function migrations(words: SqlWords): Record<string, Migration> {
  const spelled = (text: string) =>
    text.replace(/\b(INT|ROWNUMBER|ROWS)\b/g, (word) => words[word as "INT" | "ROWNUMBER" | "ROWS"]);
  const own = (of: Statements) => ("postgres" in of ? (words.engine === "postgres" ? of.postgres : []) : of);
  return Object.fromEntries(
    Object.entries(numbered).map(([name, statements]) => [
      name,
      {
        async up(db: Kysely<unknown>) {
          for (const statement of own(statements)) await sql.raw(spelled(statement)).execute(db);
        },
      },
    ]),
  );
}

/**
 * Brings a database to the newest schema, or to that of a migration, under a lock. Returns the names of what was
 * applied.
 */
export async function migrate(db: Kysely<unknown>, words: SqlWords, to?: string): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations(words) } });
  const { error, results } = await (to === undefined ? migrator.migrateToLatest() : migrator.migrateTo(to));
  if (error !== undefined) throw error;
  return (results ?? []).map((result) => result.migrationName);
}

/** Names of the migrations that a database still lacks. One that is newer than this version lacks none. */
export async function missingMigrations(db: Kysely<unknown>, words: SqlWords): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations(words) } });
  const known = await migrator.getMigrations();
  return known.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
}
