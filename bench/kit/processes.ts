import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What the bench started and made, so that it is gone when the bench is, however it ends. */
const running = new Map<ChildProcess, NodeJS.Signals>();
const folders = new Set<string>();
let watching = false;

function watchExit(): void {
  if (watching) return;
  watching = true;
  process.on("exit", () => {
    endAll();
    for (const folder of folders) removeFolder(folder);
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, leave);
}

/** Ends the children before their folders are removed: one that still writes would bring its folder back. */
async function leave(): Promise<void> {
  await Promise.all(Array.from(running, ([child, lastSignal]) => stop(child, lastSignal, 3_000)));
  process.exit(130);
}

/** Ends every child at once. What waits for one of them fails, and so comes to its end. */
export function endAll(): void {
  for (const [child, signal] of running) child.kill(signal);
}

/** Remembers a child for the end of the bench; `lastSignal` is what it then gets. */
export function track<C extends ChildProcess>(child: C, lastSignal: NodeJS.Signals = "SIGKILL"): C {
  watchExit();
  running.set(child, lastSignal);
  child.once("exit", () => running.delete(child));
  child.once("error", () => running.delete(child));
  return child;
}

/** Asks a child to end and waits for it; kills it after `graceMs`. Does nothing to one that has ended. */
export async function stop(child: ChildProcess, signal: NodeJS.Signals, graceMs = 20_000): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
  await ended;
  clearTimeout(timer);
}

/** A new folder under the system's temporary one, removed at the end of the bench if not before. */
export function temporaryFolder(): string {
  watchExit();
  const folder = mkdtempSync(join(tmpdir(), "ringback-bench-"));
  folders.add(folder);
  return folder;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  folders.delete(folder);
}

/** A loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no TCP port was given");
  return address.port;
}
