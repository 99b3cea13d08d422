import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { migrationNames } from "../migrations/migrate.ts";
import { lockForNode } from "./node-lock.ts";

/** What a database file is not fit for, in words. */
export class UnfitCopy extends Error {
  override name = "UnfitCopy";
}

/** What stands beside a database file and belongs to it. */
const companions = ["", "-wal", "-shm"] as const;

/**
 * Writes a consistent copy of an embedded database to a new file, also while a server runs on it: one reading
 * transaction, which holds up no writer (SQLite, "VACUUM INTO"). The copy has its name only once it is whole, sound and
 * on the disk.
 *
 * @throws UnfitCopy where there is no database, or the copy is not sound
 */
export function backupSqlite(from: string, to: string): void {
  if (!existsSync(from)) throw new UnfitCopy(`there is no database at ${from}`);
  if (existsSync(to)) throw new UnfitCopy(`${to} exists already`);
  mkdirSync(dirname(to), { recursive: true });
  const unfinished = `${to}.unfinished`;
  rmSync(unfinished, { force: true });
  try {
    const source = new DatabaseSync(from, { readOnly: true, timeout: 5_000 });
    try {
      source.prepare("vacuum into ?").run(unfinished);
    } finally {
      source.close();
    }
    chmodSync(unfinished, 0o600);
    checkCopy(unfinished);
    persist(unfinished);
    renameSync(unfinished, to);
    persist(dirname(to));
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/**
 * Puts a copy in the place of an embedded database. What was there is kept beside it under another name.
 *
 * @param now ms since the epoch, for that name
 * @returns the name that what was there begins with now, or null where there was nothing
 * @throws UnfitCopy where the copy is damaged, none of ours, or of a newer version
 * @throws Error where a server runs on the database
 */
export function restoreSqlite(from: string, to: string, now: number): string | null {
  if (!existsSync(from)) throw new UnfitCopy(`there is no file ${from}`);
  checkCopy(from);
  const unlock = lockForNode(to);
  try {
    const arriving = `${to}.arriving`;
    copyFileSync(from, arriving);
    chmodSync(arriving, 0o600);
    persist(arriving);
    const kept = `${to}.before-${new Date(now).toISOString().replace(/[:.]/g, "-")}`;
    // With its log, where what was committed last may be still, and also a log whose file is gone: the copy's it is not.
    const there = companions.filter((end) => existsSync(to + end));
    for (const end of there) renameSync(to + end, kept + end);
    renameSync(arriving, to);
    persist(dirname(to));
    return there.length === 0 ? null : kept;
  } finally {
    unlock();
  }
}

/** @throws UnfitCopy */
function checkCopy(file: string): void {
  let handle: DatabaseSync | null = null;
  try {
    handle = new DatabaseSync(file, { readOnly: true });
    const found = handle.prepare("pragma integrity_check(5)").all() as { integrity_check: string }[];
    const faults = found.map((row) => row.integrity_check).filter((text) => text !== "ok");
    if (faults.length > 0) throw new UnfitCopy(`${file} is damaged: ${faults.join("; ")}`);
    const applied = handle.prepare("select name from kysely_migration").all() as { name: string }[];
    const unknown = applied.map(({ name }) => name).filter((name) => !migrationNames.includes(name));
    if (unknown.length > 0)
      throw new UnfitCopy(`${file} is of a newer version: its schema has ${unknown.join(", ")}`);
  } catch (error) {
    if (error instanceof UnfitCopy) throw error;
    throw new UnfitCopy(`${file} is no database of Ringback: ${(error as Error).message}`);
  } finally {
    handle?.close();
  }
}

/** Makes a file, or the names in a folder, survive a power cut. */
function persist(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
