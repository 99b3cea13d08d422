import { existsSync, readFileSync } from "node:fs";

/** The package's version, as `User-Agent` and `--version` say it. */
export const version: string = (
  JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string }
).version;

/**
 * How a person calls the commands: in a clone, whether it runs its sources or its build, through npm; else by the
 * package's name. The published package carries no sources.
 */
export const commandName: string = existsSync(new URL("../../src/cli/main.ts", import.meta.url))
  ? "npm run ringback --"
  : "npx ringback";
