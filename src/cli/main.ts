import { Command } from "commander";
import { version } from "../platform/version.ts";

type Register = (program: Command) => void;

/** The commands in the order of the help, each in its own file: only what is asked for is loaded. */
const commands: Record<string, () => Promise<Register>> = {
  start: async () => (await import("./start.ts")).registerStart,
  serve: async () => (await import("./serve.ts")).registerServe,
  listen: async () => (await import("./listen.ts")).registerListen,
  simulate: async () => (await import("./simulate.ts")).registerSimulate,
  import: async () => (await import("./import.ts")).registerImport,
  export: async () => (await import("./export.ts")).registerExport,
  user: async () => (await import("./user.ts")).registerUser,
  token: async () => (await import("./token.ts")).registerToken,
  secrets: async () => (await import("./secrets.ts")).registerSecrets,
  migrate: async () => (await import("./migrate.ts")).registerMigrate,
  backup: async () => (await import("./backup.ts")).registerBackup,
  restore: async () => (await import("./backup.ts")).registerRestore,
  copy: async () => (await import("./copy.ts")).registerCopy,
  doctor: async () => (await import("./doctor.ts")).registerDoctor,
  bench: async () => (await import("./bench.ts")).registerBench,
};

const program = new Command("ringback")
  .description("Work leads through calls, and push every update to your own backend.")
  .version(version);

const first = process.argv[2] ?? "";
const asked = commands[first];
// The help and the suggestions for a mistyped name need all of them.
const needed = asked !== undefined ? [asked] : first === "--version" ? [] : Object.values(commands);
for (const load of needed) (await load())(program);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`error: ${(error as Error).message}\n`);
  if (process.env.DEBUG !== undefined) console.error(error);
  process.exit(1);
}
