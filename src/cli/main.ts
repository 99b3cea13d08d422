import { Command } from "commander";
import { version } from "../platform/version.ts";
import { registerBench } from "./bench.ts";
import { registerDoctor } from "./doctor.ts";
import { registerListen } from "./listen.ts";
import { registerMigrate } from "./migrate.ts";
import { registerServe } from "./serve.ts";
import { registerSimulate } from "./simulate.ts";
import { registerStart } from "./start.ts";
import { registerToken } from "./token.ts";
import { registerUser } from "./user.ts";

const program = new Command("ringback")
  .description("Work leads through calls, and push every update to your own backend.")
  .version(version);

for (const register of [
  registerStart,
  registerServe,
  registerListen,
  registerSimulate,
  registerUser,
  registerToken,
  registerMigrate,
  registerDoctor,
  registerBench,
]) {
  register(program);
}

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`error: ${(error as Error).message}\n`);
  if (process.env.DEBUG !== undefined) console.error(error);
  process.exit(1);
}
