import { dirname, join } from "node:path";
import { type Config, ConfigError, parseConfig } from "../platform/config.ts";
import { openSqliteInPlace, openSqliteThreads } from "../store/host.ts";
import type { Store } from "../store/operations.ts";
import { CliError } from "./cli-error.ts";

/** EX_CONFIG of sysexits.h. */
const wrongSettings = 78;

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

/** The database file, where the store is embedded. */
export function databaseFile(config: Config): string {
  if (config.database.kind === "sqlite") return config.database.file;
  throw new CliError("This version of Ringback runs on the embedded database only: set DATABASE_URL=file:…");
}

/** The key beside the database that `ringback start` makes and uses where no SECRET_KEY is set. */
export const localKeyFile = (config: Config): string => join(dirname(databaseFile(config)), "secret.key");

/** Opens the store in threads, for the node that serves. Without its store a node is of no use: it ends, to be restarted. */
export function openServingStore(config: Config): Promise<Store> {
  return openSqliteThreads(databaseFile(config), (error) => {
    process.stderr.write(`The store failed: ${error.stack ?? error.message}\n`);
    process.exit(1);
  });
}

/** Opens the store for one command and closes it after. */
export async function withStore<T>(work: (store: Store, config: Config) => Promise<T>): Promise<T> {
  const config = readConfig();
  const store = await openSqliteInPlace(databaseFile(config));
  try {
    return await work(store, config);
  } finally {
    await store.close();
  }
}
