import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder on which the database of one server stands, and a real way to take the space away and give it back. */
export interface Disk {
  folder: string;
  /** Whether it stays full when the server's process ends. */
  stays: boolean;
  fill(pid: number): void;
  free(pid: number): void;
  remove(): void;
}

function run(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

const newFolder = (): string => mkdtempSync(join(tmpdir(), "ringback-disk-"));

/** A small file system in memory, filled to its last page by a file beside the database. Null where none may be mounted. */
function smallTmpfs(): Disk | null {
  const folder = newFolder();
  if (!run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder)) {
    rmSync(folder, { recursive: true });
    return null;
  }
  const ballast = join(folder, "ballast");
  return {
    folder,
    stays: true,
    fill() {
      const file = openSync(ballast, "w");
      try {
        for (const size of [1024 * 1024, 4_096]) fillWith(file, size);
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(ballast, { force: true }),
    remove() {
      run("umount", "-l", folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function fillWith(file: number, size: number): void {
  try {
    while (writeSync(file, Buffer.alloc(size)) === size);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  }
}

/** A limit on the size of the files that the server writes, so that every write fails. Needs no right but to the process. */
function fileSizeLimit(): Disk | null {
  if (!run("prlimit", "--version")) return null;
  const folder = newFolder();
  const limit = (pid: number, soft: string): void => {
    if (!run("prlimit", "--pid", String(pid), `--fsize=${soft}:`)) throw new Error("prlimit failed");
  };
  return {
    folder,
    stays: false,
    fill: (pid) => limit(pid, "1"),
    free: (pid) => limit(pid, "unlimited"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The ways that this machine has, by name. Those that it has not are named on stderr. */
export function waysToFill(): [name: string, disk: Disk][] {
  const ways: [string, Disk | null][] = [
    ["a small tmpfs that is full", smallTmpfs()],
    ["a limit on the size of files", fileSizeLimit()],
  ];
  for (const [name, disk] of ways) {
    if (disk === null)
      process.stderr.write(`NOT SHOWN on this machine, where it cannot be set up: ${name}\n`);
  }
  return ways.filter((way): way is [string, Disk] => way[1] !== null);
}
