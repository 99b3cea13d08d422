import type { PostgresUrls } from "../platform/config.ts";
import type { SessionFault } from "../store/postgres/sessions.ts";
import { CliError } from "./cli-error.ts";

/** What names the address that has to give sessions, and how to mend it where it does not. */
const mended = {
  DATABASE_URL: "set DATABASE_DIRECT_URL to a way past it",
  DATABASE_DIRECT_URL: "it has to be a way past it",
  "--to": "name a way past it",
};
type Named = keyof typeof mended;

/** The setting that has to give sessions. */
export const sessionSetting = ({ url, directUrl }: PostgresUrls): Named =>
  url === directUrl ? "DATABASE_URL" : "DATABASE_DIRECT_URL";

/**
 * What is wrong with the ways to the database, as a person can mend it; null where nothing is.
 *
 * @param named what names `directUrl`
 * @throws CliError where the database does not answer
 */
export async function wrongSessions(
  urls: PostgresUrls,
  named: Named = sessionSetting(urls),
): Promise<string | null> {
  // Loaded only here: the embedded form has no use for it.
  const { sessionFault } = await import("../store/postgres/sessions.ts");
  const fault = await sessionFault(urls).catch(({ message }: Error) => {
    throw new CliError(`The database cannot be opened by ${named}: ${message}`);
  });
  return fault === null ? null : explained(fault, named);
}

function explained(fault: SessionFault, named: Named): string {
  switch (fault) {
    case "shared":
      return `${named} leads through a pooler in transaction mode, which tells nobody what others save: ${mended[named]}`;
    case "elsewhere":
      return `${named} leads to another database than DATABASE_URL: what is committed there is not heard`;
    case "unprepared":
      return "DATABASE_URL leads through a pooler that loses prepared statements: pgbouncer keeps them from 1.21 on, with max_prepared_statements";
  }
}
