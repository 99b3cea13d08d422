import type { Command } from "commander";
import { CliError, explainErrors } from "./cli-error.ts";
import { sessionSetting, wrongSessions } from "./postgres-sessions.ts";
import { readConfig, refuseSettings, withStore } from "./settings.ts";

/** Adds `ringback migrate`: brings the database to the schema of this version. */
export function registerMigrate(program: Command): void {
  program
    .command("migrate")
    .description("bring the database to the schema of this version")
    .action((_: unknown, command: Command) => explainErrors(command, migrate));
}

async function migrate(): Promise<void> {
  const { database } = readConfig();
  if (database.kind === "postgres") {
    const { directUrl } = database;
    // What it holds and sets for its session would be left to others.
    const wrong = await wrongSessions({ url: directUrl, directUrl }, sessionSetting(database));
    if (wrong !== null) refuseSettings([wrong]);
    const { migratePostgres } = await import("../store/postgres/host.ts");
    try {
      for (const name of await migratePostgres(directUrl)) console.log(`Applied ${name}.`);
    } catch (error) {
      throw new CliError(`The database cannot be migrated: ${(error as Error).message}`);
    }
  } else {
    // The embedded database migrates whenever it is opened.
    await withStore(async () => {});
  }
  console.log("The database has the schema of this version.");
}
