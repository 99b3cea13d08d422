import type { Command } from "commander";
import { type Config, ConfigError, parseConfig } from "../platform/config.ts";
import { version } from "../platform/version.ts";
import { checkDatabase } from "./doctor/database.ts";
import { error, type Finding, ok } from "./doctor/finding.ts";
import { checkDisk, checkFixedSource, checkName, checkPort } from "./doctor/machine.ts";
import { checkSettings } from "./doctor/settings.ts";
import { wrongSettings } from "./settings.ts";

interface Options {
  resolve?: string;
  json?: true;
}

/** Adds `ringback doctor`: looks at the settings, the machine and the database, and says what to mend. */
export function registerDoctor(program: Command): void {
  program
    .command("doctor")
    .summary("check the settings, the machine and the database, and say what to mend")
    .description(
      "Checks the settings, the machine and the database, also beside a running server, and says what to mend. Exits 1\n" +
        "where something is wrong, 78 where settings are.",
    )
    .option("--resolve <name>", "also look this host name up, as a callback would")
    .option("--json", "print what was found as JSON")
    .action(doctor);
}

async function doctor(options: Options): Promise<void> {
  const about = ok("version", `Ringback ${version} on Node ${process.version}`);
  const config = readSettings();
  const findings = Array.isArray(config) ? [about, ...config] : [about, ...(await checkAll(config, options))];
  const wrong = findings.some(({ level }) => level === "error");
  if (wrong) process.exitCode = Array.isArray(config) ? wrongSettings : 1;
  if (options.json) return console.log(JSON.stringify({ ok: !wrong, findings }, null, 2));
  const marks = { ok: "✓", warning: "!", error: "✗" };
  for (const { level, text } of findings) console.log(`${marks[level]} ${text}`);
}

/** The settings, or what is wrong with them. */
function readSettings(): Config | Finding[] {
  try {
    return parseConfig(process.env);
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    return cause.problems.map((text) => error("settings", text));
  }
}

async function checkAll(config: Config, { resolve }: Options): Promise<Finding[]> {
  return [
    ...checkSettings(config),
    ...checkDisk(config),
    ...(await checkPort(config)),
    ...(await checkFixedSource(config)),
    ...(await checkDatabase(config)),
    ...(resolve === undefined ? [] : [await checkName(resolve)]),
  ];
}
