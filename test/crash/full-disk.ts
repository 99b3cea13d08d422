import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder on which the database of one server stands, and a real way to let nothing be written there for a while. */
export interface Disk {
  folder: string;
  /** What a start says meanwhile; null where it ends with the server's process. */
  refusal: RegExp | null;
  /** Takes the last room that there is, also where it was filled before. */
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
    refusal: /full/,
    fill() {
      const file = openSync(ballast, "a");
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

const fillsLog = `
  const database = new (require("node:sqlite").DatabaseSync)(process.argv[1]);
  database.exec("pragma wal_autocheckpoint = 0");
  try {
    for (let n = 1; ; n += 1) database.exec("pragma user_version = " + n);
  } catch {
    process.kill(process.pid, "SIGKILL");
  }
`;

/**
 * Writes to the write-ahead log of a database, a page at a time, until not one more fits: what a killed server reserved
 * there would take small writes still. It is killed as well, since closing would empty the log.
 */
export function fillLog(file: string): void {
  const { signal } = spawnSync(process.execPath, ["-e", fillsLog, file], { stdio: "ignore" });
  if (signal !== "SIGKILL") throw new Error("the log could not be filled");
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
    refusal: null,
    fill: (pid) => limit(pid, "1"),
    free: (pid) => limit(pid, "unlimited"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Files that may not be written, also by who has them open: as a file system that became read-only. Needs root. */
function immutableFiles(): Disk | null {
  const folder = newFolder();
  const set = (flag: "+i" | "-i"): boolean =>
    readdirSync(folder)
      // Memory that processes share, and no part of what is stored.
      .filter((name) => !name.endsWith("-shm"))
      .every((name) => run("chattr", flag, join(folder, name)));
  const remove = (): void => {
    set("-i");
    rmSync(folder, { recursive: true, force: true });
  };
  if (!bindsWriters(join(folder, "probe"), set)) {
    remove();
    return null;
  }
  return {
    folder,
    refusal: /read-?only|not permitted/i,
    fill: () => set("+i"),
    free: () => set("-i"),
    remove,
  };
}

/** Whether the flag holds for those who have a file open: not every file system sees to that. */
function bindsWriters(path: string, set: (flag: "+i" | "-i") => boolean): boolean {
  const file = openSync(path, "w");
  try {
    if (!set("+i")) return false;
    writeSync(file, "written");
    return false;
  } catch {
    return true;
  } finally {
    closeSync(file);
    set("-i");
    rmSync(path);
  }
}

/** The ways that this machine has, by name. Those that it has not are named on stderr. */
export function waysToFill(): [name: string, disk: Disk][] {
  const ways: [string, Disk | null][] = [
    ["a small tmpfs that is full", smallTmpfs()],
    ["a limit on the size of files", fileSizeLimit()],
    ["a database that became read-only (by chattr, as root)", immutableFiles()],
  ];
  for (const [name, disk] of ways) {
    if (disk === null)
      process.stderr.write(`NOT SHOWN on this machine, where it cannot be set up: ${name}\n`);
  }
  return ways.filter((way): way is [string, Disk] => way[1] !== null);
}
