import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, globSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Client } from "pg";
import { until } from "./clock.ts";
import { freePort, removeFolder, stop, temporaryFolder, track } from "./processes.ts";
import type { Teardown } from "./teardown.ts";

/** Where PostgreSQL's server programs are: of the newest version installed, else on the PATH; null if nowhere. */
function programs(): string | null {
  const installed = globSync("/usr/lib/postgresql/*/bin").sort(
    (a, b) => Number(b.split("/")[4]) - Number(a.split("/")[4]),
  );
  const folders = [...installed, ...(process.env.PATH ?? "").split(delimiter)];
  return folders.find((folder) => existsSync(join(folder, "initdb"))) ?? null;
}

interface Identity {
  uid?: number;
  gid?: number;
}

/** PostgreSQL refuses to run as root: then somebody else runs it. */
function identity(): Identity {
  if (process.getuid?.() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (flag: string) =>
        Number(execFileSync("id", [flag, name], { stdio: ["ignore", "pipe", "ignore"] }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {}
  }
  throw new Error("PostgreSQL does not run as root, and there is neither a user postgres nor nobody");
}

/**
 * Starts PostgreSQL on loopback with its own defaults (a commit is on disk before it is answered), in a
 * temporary folder.
 *
 * @returns its URL, or null where no server is installed
 */
export async function startPostgres(teardown: Teardown): Promise<string | null> {
  const bin = programs();
  if (bin === null) return null;
  const who = identity();
  const folder = temporaryFolder();
  teardown.defer(() => removeFolder(folder));
  if (who.uid !== undefined && who.gid !== undefined) chownSync(folder, who.uid, who.gid);
  const data = join(folder, "data");
  const cluster = ["-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"];
  execFileSync(join(bin, "initdb"), cluster, { ...who, cwd: folder, stdio: "ignore" });
  const port = await freePort();
  const place = [
    "-D",
    data,
    "-h",
    "127.0.0.1",
    "-p",
    String(port),
    "-k",
    folder,
    "-c",
    "max_connections=200",
  ];
  // SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one.
  const server = track(
    spawn(join(bin, "postgres"), place, { ...who, cwd: folder, stdio: "ignore" }),
    "SIGQUIT",
  );
  teardown.defer(() => stop(server, "SIGINT"));
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await until("PostgreSQL accepts connections", 30_000, 100, () => accepts(url));
  return url;
}

async function accepts(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
