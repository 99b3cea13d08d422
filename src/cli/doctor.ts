import { accessSync, constants, existsSync, mkdirSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import type { Command } from "commander";
import { createResolver } from "../delivery/resolver.ts";
import { systemClock } from "../platform/clock.ts";
import type { Config } from "../platform/config.ts";
import { SecretBox } from "../platform/crypto.ts";
import { version } from "../platform/version.ts";
import { foreignSecrets } from "./secrets.ts";
import { localKey, openStore, readConfig } from "./settings.ts";

interface Finding {
  level: "ok" | "warning" | "error";
  text: string;
}

/** Less free disk than this is worth a warning, bytes. */
const littleDisk = 1024 ** 3;

/** Adds `ringback doctor`: looks at the settings and the database, and says what to mend. */
export function registerDoctor(program: Command): void {
  program
    .command("doctor")
    .description("check the settings, the database and the way out, and say what to mend")
    .option("--resolve <name>", "also look this host name up, as a callback would")
    .action(doctor);
}

async function doctor(options: { resolve?: string }): Promise<void> {
  const config = readConfig();
  const findings = [
    { level: "ok", text: `Ringback ${version} on Node ${process.version}` } as Finding,
    ...checkSettings(config),
    ...checkDisk(config),
    ...(await checkDatabase(config)),
    ...(options.resolve === undefined ? [] : [await checkName(options.resolve)]),
  ];
  const marks = { ok: "✓", warning: "!", error: "✗" };
  for (const { level, text } of findings) console.log(`${marks[level]} ${text}`);
  if (findings.some(({ level }) => level === "error")) process.exitCode = 1;
}

function checkSettings(config: Config): Finding[] {
  const findings: Finding[] = [{ level: "ok", text: "every setting can be read" }];
  if (config.secretKey === null) {
    findings.push({
      level: "warning",
      text: "SECRET_KEY is not set: `serve` needs it, `npm start` makes one",
    });
  }
  if (config.egressFixed.kind !== "none" && config.egressFixedSources.length === 0) {
    findings.push({
      level: "warning",
      text: "a fixed source is set, but EGRESS_FIXED_SOURCES is empty: receivers cannot be told what to approve",
    });
  }
  if (config.egressAllow.length > 0) {
    findings.push({
      level: "warning",
      text: `callbacks may reach ${config.egressAllow.join(", ")} (EGRESS_ALLOW)`,
    });
  }
  return findings;
}

function checkDisk({ database }: Config): Finding[] {
  if (database.kind === "postgres") return [];
  const folder = dirname(database.file);
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    const text = `${(free / 1024 ** 3).toFixed(1)} GiB are free for the database`;
    return [{ level: free < littleDisk ? "warning" : "ok", text }];
  } catch (error) {
    return [
      { level: "error", text: `the folder of the database cannot be written: ${(error as Error).message}` },
    ];
  }
}

async function checkDatabase(config: Config): Promise<Finding[]> {
  const { database } = config;
  if (database.kind === "sqlite" && !existsSync(database.file))
    return [{ level: "ok", text: "there is no database yet: the first start makes it" }];
  try {
    const store = await openStore(config);
    try {
      const problems = database.kind === "sqlite" ? await store.read.integrity() : [];
      const soundness =
        database.kind === "sqlite"
          ? "the database is sound"
          : "the database answers, and has this version's schema";
      const users = await store.read.listUsers();
      const sealed = await store.read.sealedByKey();
      return [
        ...problems.map((text): Finding => ({ level: "error", text: `the database is damaged: ${text}` })),
        ...(problems.length === 0 ? [{ level: "ok", text: soundness } as Finding] : []),
        users.length > 0
          ? { level: "ok", text: `${users.length} user(s) can sign in` }
          : { level: "warning", text: "there is no user yet: `serve` needs one (ringback user add)" },
        ...checkKey(config, sealed),
      ];
    } finally {
      await store.close();
    }
  } catch (error) {
    return [{ level: "error", text: `the database cannot be opened: ${(error as Error).message}` }];
  }
}

/** Whether the key that a start would use opens every stored secret. */
function checkKey(config: Config, sealed: Record<string, number>): Finding[] {
  if (Object.keys(sealed).length === 0) return [];
  const secretKey = config.secretKey ?? localKey(config);
  if (secretKey === null) return [{ level: "error", text: "the key that opens the stored secrets is gone" }];
  const secrets = new SecretBox(secretKey, config.previousSecretKey);
  const foreign = foreignSecrets(secrets, sealed);
  if (foreign !== null) return [{ level: "error", text: foreign }];
  const name = config.secretKey === null ? "the key in secret.key" : "SECRET_KEY";
  const left = Object.entries(sealed).reduce((sum, [id, n]) => (id === secrets.keyId ? sum : sum + n), 0);
  return left === 0
    ? [{ level: "ok", text: `${name} opens what is stored` }]
    : [
        {
          level: "warning",
          text: `${left} stored secret(s) still need SECRET_KEY_PREVIOUS: run \`ringback secrets rotate\``,
        },
      ];
}

async function checkName(name: string): Promise<Finding> {
  try {
    const addresses = await createResolver({ clock: systemClock })(name);
    return { level: "ok", text: `${name} is ${addresses.join(", ")}` };
  } catch (error) {
    return { level: "error", text: `${name}: ${(error as Error).message}` };
  }
}
