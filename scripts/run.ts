import { spawnSync } from "node:child_process";

/** Runs a script of this folder or of a package on the Node that runs this one, and returns its exit code. */
export function run(script: string, ...args: string[]): number {
  return spawnSync(process.execPath, [script, ...args], { stdio: "inherit" }).status ?? 1;
}
