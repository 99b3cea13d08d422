import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Config, ConfigError, type PostgresUrls, parseConfig } from "../platform/config.ts";
import { commandName } from "../platform/version.ts";
import { openSqliteInPlace, openSqliteThreads } from "../store/host.ts";
import type { Store } from "../store/operations.ts";
import { CliError } from "./cli-error.ts";
import { wrongSessions } from "./postgres-sessions.ts";

/** EX_CONFIG of sysexits.h. */
export const wrongSettings = 78;

/** The settings of the environment; wrong ones are named, all at once, and the process ends with 78. */
export function readConfig(): Config {
  try {
    return parseConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return refuseSettings(error.problems);
  }
}

/** Names what is wrong with the settings and ends the process with 78, before anything listens. */
export function refuseSettings(problems: readonly string[]): never {
  process.stderr.write(`${["Wrong settings:", ...problems.map((line) => `  ${line}`)].join("\n")}\n`);
  process.exit(wrongSettings);
}

/**
 * The key beside an embedded database that `ringback start` makes and uses where no SECRET_KEY is set; null where
 * nodes share the database, and must share the key.
 */
export const localKeyFile = ({ database }: Config): string | null =>
  database.kind === "sqlite" ? join(dirname(database.file), "secret.key") : null;

/** The key in that file; null where there is none. */
export function localKey(config: Config): string | null {
  const file = localKeyFile(config);
  return file === null || !existsSync(file) ? null : readFileSync(file, "utf8").trim();
}

/**
 * Opens the store for the node that serves: an embedded one in threads. Without its store a node is of no use: it
 * ends, to be restarted. Where it would not hear what other nodes save, the settings are refused.
 */
export async function openServingStore({ database }: Config): Promise<Store> {
  if (database.kind === "postgres") {
    const wrong = await wrongSessions(database);
    if (wrong !== null) refuseSettings([wrong]);
    return openOnPostgres(database);
  }
  const { file } = database;
  const opening = openSqliteThreads(file, (error) => {
    process.stderr.write(`The store failed: ${error.stack ?? error.message}\n`);
    process.exit(1);
  });
  return opening.catch(({ message }: Error) => {
    throw new CliError(
      message.includes(file) ? message : `the database ${file} cannot be opened: ${message}`,
    );
  });
}

/** Opens the store for a command that does one thing. An embedded database is brought up to date by that. */
export function openStore({ database }: Config): Promise<Store> {
  return database.kind === "postgres" ? openOnPostgres(database) : openSqliteInPlace(database.file);
}

async function openOnPostgres({ url, directUrl }: PostgresUrls): Promise<Store> {
  // Loaded only here: the embedded form has no use for it.
  const { OldSchema, openPostgres } = await import("../store/postgres/host.ts");
  try {
    return await openPostgres(url, { directUrl });
  } catch (error) {
    if (error instanceof OldSchema)
      throw new CliError(
        `The database's schema is older than this version (${error.message}): run \`${commandName} migrate\` first.`,
      );
    throw new CliError(`The database cannot be opened: ${(error as Error).message}`);
  }
}

/** Opens the store for one command and closes it after. */
export async function withStore<T>(work: (store: Store, config: Config) => Promise<T>): Promise<T> {
  const config = readConfig();
  const store = await openStore(config);
  try {
    return await work(store, config);
  } finally {
    await store.close();
  }
}
