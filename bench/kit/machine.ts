import { execFileSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";
import { fileURLToPath } from "node:url";

/** What a figure was measured on; a figure without it says little. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  platform: string;
  node: string;
  date: string;
  commit: string;
  /** The load average of the last minute before the run began: much above 0, somebody else was working too. */
  loadBefore: number;
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1e9),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    date: new Date().toISOString(),
    commit: commit(),
    loadBefore: loadavg()[0] ?? Number.NaN,
  };
}

function commit(): string {
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  try {
    const git = (...words: string[]) =>
      execFileSync("git", words, { cwd, encoding: "utf8", stdio: "pipe" }).trim();
    return git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain") === "" ? "" : " with changes");
  } catch {
    return "unknown";
  }
}
