import { statSync } from "node:fs";
import type { Command } from "commander";
import { SecretBox } from "../platform/crypto.ts";
import { commandName } from "../platform/version.ts";
import { backupSqlite, restoreSqlite, UnfitCopy } from "../store/sqlite/backup.ts";
import { CliError, explainErrors } from "./cli-error.ts";
import { foreignSecrets } from "./secrets.ts";
import { localKey, readConfig, withStore } from "./settings.ts";

/** Adds `ringback backup`: a consistent copy of the embedded database, also while a server runs on it. */
export function registerBackup(program: Command): void {
  program
    .command("backup <file>")
    .summary("copy the embedded database to a file, also while a server runs")
    .description(
      "Writes a consistent copy of the embedded database to a new file, also while a server runs on it. The key,\n" +
        "SECRET_KEY or secret.key, is not in it: keep that apart, since stored secrets open with it alone.",
    )
    .action((file: string, _: unknown, command: Command) => explainErrors(command, async () => backup(file)));
}

/** Adds `ringback restore`: a copy in the place of the embedded database. */
export function registerRestore(program: Command): void {
  program
    .command("restore <file>")
    .summary("put a copy in the place of the embedded database")
    .description(
      "Puts a copy that `ringback backup` made in the place of the embedded database. Stop the server first. The copy is\n" +
        "checked, and the file that was there is kept beside it. What this means for receivers: docs/operating.md.",
    )
    .action((file: string, _: unknown, command: Command) => explainErrors(command, () => restore(file)));
}

function backup(file: string): void {
  const began = performance.now();
  explained(() => backupSqlite(embeddedFile("pg_dump or pg_basebackup"), file));
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`Copied ${(statSync(file).size / 1024 ** 2).toFixed(1)} MiB to ${file} in ${seconds} s.`);
}

async function restore(file: string): Promise<void> {
  const to = embeddedFile("pg_restore");
  const kept = explained(() => restoreSqlite(file, to, Date.now()));
  console.log(`Restored ${file}.${kept === null ? "" : ` What was there is kept as ${kept}.`}`);
  // Brings the schema up to date, too.
  await withStore(async (store, config) => {
    const sealed = await store.read.sealedByKey();
    const secretKey = config.secretKey ?? localKey(config);
    const foreign =
      secretKey === null ? null : foreignSecrets(new SecretBox(secretKey, config.previousSecretKey), sealed);
    if (foreign !== null) console.log(`Before you start: ${foreign}`);
  });
  console.log(`Now start it. \`${commandName} doctor\` checks the rest.`);
}

function embeddedFile(instead: string): string {
  const { database } = readConfig();
  if (database.kind === "sqlite") return database.file;
  throw new CliError(`this is for an embedded database: on PostgreSQL use ${instead}`);
}

/** Files that are not fit, and a server that runs, in words; the rest is a bug. */
function explained<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    if (error instanceof UnfitCopy || code !== undefined || /another Ringback runs/.test(message))
      throw new CliError(message);
    throw error;
  }
}
