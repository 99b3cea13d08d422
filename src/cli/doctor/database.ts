import { existsSync } from "node:fs";
import type { Config } from "../../platform/config.ts";
import { SecretBox } from "../../platform/crypto.ts";
import type { Store } from "../../store/operations.ts";
import type { ChainPlace } from "../../store/stuck-chains.ts";
import { CliError } from "../cli-error.ts";
import { wrongSessions } from "../postgres-sessions.ts";
import { foreignSecrets } from "../secrets.ts";
import { localKey, openStore } from "../settings.ts";
import { error, type Finding, ok, warning } from "./finding.ts";

/** What is owed for longer than this, ms, should be looked at. */
const lateMs = 60 * 60_000;
/** Clocks that are apart by more than this, ms. */
const mostApart = 5_000;
const chainsAtOnce = 1_000;

/** Whether the database can be used, opens with the key, and has nothing in it that should not be. */
export async function checkDatabase(config: Config): Promise<Finding[]> {
  const { database } = config;
  if (database.kind === "sqlite" && !existsSync(database.file))
    return [ok("database", "there is no database yet: the first start makes it")];
  try {
    const store = await openStore(config);
    try {
      return [
        ...(await checkSoundness(store, config)),
        await checkUsers(store),
        ...checkKey(config, await store.read.sealedByKey()),
        ...(await checkOwed(store)),
        ...(await checkChains(store)),
        ...checkClock(store),
      ];
    } finally {
      await store.close();
    }
  } catch (cause) {
    const { message } = cause as Error;
    return [
      error("database", cause instanceof CliError ? message : `the database cannot be opened: ${message}`),
    ];
  }
}

async function checkSoundness(store: Store, { database }: Config): Promise<Finding[]> {
  if (database.kind === "postgres") {
    const wrong = await wrongSessions(database);
    return [
      ok("database", "the database answers, and has this version's schema"),
      wrong === null ? ok("sessions", "a session hears what others commit") : error("sessions", wrong),
    ];
  }
  const problems = await store.read.integrity();
  if (problems.length === 0) return [ok("database", "the database is sound")];
  return problems.map((text) => error("database", `the database is damaged: ${text}`));
}

async function checkUsers(store: Store): Promise<Finding> {
  const users = await store.read.listUsers();
  return users.length > 0
    ? ok("users", `${users.length} user(s) can sign in`)
    : warning("users", "there is no user yet: `serve` needs one (ringback user add)");
}

/** Whether the key that a start would use opens every stored secret. */
function checkKey(config: Config, sealed: Record<string, number>): Finding[] {
  if (Object.keys(sealed).length === 0) return [];
  const secretKey = config.secretKey ?? localKey(config);
  if (secretKey === null) return [error("key", "the key that opens the stored secrets is gone")];
  const secrets = new SecretBox(secretKey, config.previousSecretKey);
  const foreign = foreignSecrets(secrets, sealed);
  if (foreign !== null) return [error("key", foreign)];
  const name = config.secretKey === null ? "the key in secret.key" : "SECRET_KEY";
  const left = Object.entries(sealed).reduce((sum, [id, n]) => (id === secrets.keyId ? sum : sum + n), 0);
  const text = `${left} stored secret(s) still need SECRET_KEY_PREVIOUS: run \`ringback secrets rotate\``;
  return [left === 0 ? ok("key", `${name} opens what is stored`) : warning("key", text)];
}

/** What callbacks are owed, and those that do not receive. */
async function checkOwed(store: Store): Promise<Finding[]> {
  const { owed, callbacks } = await store.read.backlog();
  const count = owed.reduce((sum, one) => sum + one.count, 0);
  const oldest = Math.min(...owed.flatMap(({ oldestAt }) => oldestAt ?? []));
  const findings: Finding[] = [];
  if (count === 0) findings.push(ok("owed", "nothing is owed to any callback"));
  else {
    const since = Number.isFinite(oldest) ? `, the oldest since ${new Date(oldest).toISOString()}` : "";
    const text = `${count} deliveries are owed to ${owed.length} callback(s)${since}`;
    findings.push(Date.now() - oldest > lateMs ? warning("owed", text) : ok("owed", text));
  }
  if (callbacks.failing > 0)
    findings.push(warning("callbacks", `every attempt fails for ${callbacks.failing} callback(s)`));
  if (callbacks.paused > 0)
    findings.push(warning("callbacks", `${callbacks.paused} callback(s) are paused, and go on being owed`));
  return findings;
}

/** Deliveries that wait for something that is not there: a bug, which running nodes look for as well. */
async function checkChains(store: Store): Promise<Finding[]> {
  let stuck = 0;
  for (let after: ChainPlace | null = null; ; ) {
    const page: Awaited<ReturnType<Store["read"]["stuckChains"]>> = await store.read.stuckChains({
      after,
      limit: chainsAtOnce,
    });
    stuck += page.stuck.length;
    if (page.next === null) break;
    after = page.next;
  }
  return stuck === 0
    ? [ok("chains", "no delivery waits for one that is not there")]
    : [error("chains", `${stuck} deliveries are held with nothing before them: please report this`)];
}

/** Nodes go by the database's clock, so one's own may be wrong; signatures and logs do not profit from that. */
function checkClock({ nodes }: Store): Finding[] {
  if (nodes === null) return [];
  const apart = Math.abs(nodes.clock.now() - Date.now());
  return [
    apart > mostApart
      ? warning("clock", `this machine's clock is ${Math.round(apart / 1000)} s off the database's`)
      : ok("clock", "this machine's clock is that of the database"),
  ];
}
