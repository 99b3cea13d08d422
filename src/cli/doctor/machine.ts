import { accessSync, constants, existsSync, mkdirSync, statfsSync, statSync } from "node:fs";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { dirname } from "node:path";
import { createResolver } from "../../delivery/resolver.ts";
import { systemClock } from "../../platform/clock.ts";
import type { Config } from "../../platform/config.ts";
import { localKeyFile } from "../settings.ts";
import { error, type Finding, ok, warning } from "./finding.ts";

/** Less free disk than this is worth a warning, bytes. */
const littleDisk = 1024 ** 3;
const connectMs = 3_000;

/** Where the embedded database lies: written, with room, and nobody else's to read. */
export function checkDisk(config: Config): Finding[] {
  const { database } = config;
  if (database.kind === "postgres") return [];
  const folder = dirname(database.file);
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    if (existsSync(database.file)) accessSync(database.file, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    const text = `${(free / 1024 ** 3).toFixed(1)} GiB are free for the database`;
    return [free < littleDisk ? warning("disk", text) : ok("disk", text), ...checkModes(config)];
  } catch (cause) {
    return [error("disk", `the folder of the database cannot be written: ${(cause as Error).message}`)];
  }
}

/** Whether others on this machine can read leads or the key; where there are no such modes, nothing is said. */
function checkModes(config: Config): Finding[] {
  const { database } = config;
  if (database.kind === "postgres" || process.platform === "win32") return [];
  const key = localKeyFile(config);
  const open = (file: string | null, bits: number) =>
    file !== null && ((statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & bits) !== 0;
  const findings: Finding[] = [];
  if (open(key, 0o077)) findings.push(error("permissions", `others can read the key: chmod 600 ${key}`));
  if (open(database.file, 0o004) && open(dirname(database.file), 0o001))
    findings.push(
      warning("permissions", `everyone on this machine can read leads: chmod 700 ${dirname(database.file)}`),
    );
  return findings;
}

/** Whether the fixed source that callbacks may require can be used. */
export async function checkFixedSource({ egressFixed: fixed }: Config): Promise<Finding[]> {
  if (fixed.kind === "none") return [];
  if (fixed.kind === "localAddress") {
    const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    return own.some(({ address }) => address === fixed.address)
      ? [ok("egress", "the fixed source is an address of this machine")]
      : [error("egress", `EGRESS_FIXED_LOCAL_ADDRESS ${fixed.address} is no address of this machine`)];
  }
  const { hostname, port } = new URL(fixed.url);
  return (await accepts(hostname.replace(/^\[|\]$/g, ""), Number(port || 80)))
    ? [ok("egress", "the proxy of the fixed source accepts connections")]
    : [error("egress", "the proxy of the fixed source, EGRESS_FIXED_PROXY, accepts no connection")];
}

/** Who has the port: nobody, a Ringback, or something else that a start would meet. */
export async function checkPort({ host, port }: Config): Promise<Finding[]> {
  if (port === 0) return [];
  const at = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  if (!(await accepts(at, port))) return [ok("port", `port ${port} is free: no server runs here`)];
  try {
    const url = `http://${at.includes(":") ? `[${at}]` : at}:${port}/healthz`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(connectMs) });
    const { version } = (await answer.json()) as { version?: string };
    if (answer.ok && version !== undefined) return [ok("port", `Ringback ${version} runs on port ${port}`)];
  } catch {
    // Whatever answers there is not Ringback.
  }
  return [error("port", `something else than Ringback listens on port ${port}: a start would be refused`)];
}

/** Whether something takes a connection at this address. */
function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: connectMs });
    const end = (taken: boolean) => {
      socket.destroy();
      resolve(taken);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("timeout", () => end(false));
  });
}

/** What a host name is, asked as a callback asks. */
export async function checkName(name: string): Promise<Finding> {
  try {
    const addresses = await createResolver({ clock: systemClock })(name);
    return ok("name", `${name} is ${addresses.join(", ")}`);
  } catch (cause) {
    return error("name", `${name}: ${(cause as Error).message}`);
  }
}
