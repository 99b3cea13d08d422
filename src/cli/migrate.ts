import type { Command } from "commander";
import { explainErrors } from "./cli-error.ts";
import { withStore } from "./settings.ts";

/** Adds `ringback migrate`: brings the database to the schema of this version. */
export function registerMigrate(program: Command): void {
  program
    .command("migrate")
    .description("bring the database to the schema of this version")
    // The embedded database migrates whenever it is opened.
    .action((_: unknown, command: Command) =>
      explainErrors(command, () =>
        withStore(async () => console.log("The database has the schema of this version.")),
      ),
    );
}
