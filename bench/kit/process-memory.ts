import { readFileSync } from "node:fs";

const field = { now: /^VmRSS:\s+(\d+) kB/m, peak: /^VmHWM:\s+(\d+) kB/m };

/** Resident memory of a whole process in MB (10^6 bytes): now, or at most since it started. Linux only. */
export function residentMb(pid: number, when: keyof typeof field): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kib = field[when].exec(status)?.[1];
  if (kib === undefined) throw new Error(`/proc/${pid}/status tells no memory`);
  return (Number(kib) * 1024) / 1e6;
}

/** Looks at a process's memory ten times a second while `work` goes on; NaN where there is no /proc. */
export async function highestWhile<T>(
  pid: number,
  work: Promise<T>,
): Promise<{ result: T; highestMb: number }> {
  let highestMb = Number.NaN;
  function look(): void {
    try {
      highestMb = Math.max(highestMb || 0, residentMb(pid, "now"));
    } catch {
      clearInterval(timer); // no /proc, or the process has ended: then `work` tells
    }
  }
  const timer = setInterval(look, 100);
  try {
    return { result: await work, highestMb };
  } finally {
    clearInterval(timer);
  }
}
