/**
 * Builds `dist/`, what the published package and `npm start` run, from `src/`. With `--if-stale` only where
 * something changed since. The folder is put in its place whole, so that whoever starts meanwhile finds all of it.
 */
import { existsSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { buildIsFresh } from "../bin/freshness.js";
import { run } from "./run.ts";

const root = new URL("../", import.meta.url);

if (!process.argv.includes("--if-stale") || !buildIsFresh(root)) process.exitCode = build();

function build(): number {
  if (process.argv.includes("--if-stale")) console.log("Building Ringback, once after each change…");
  const began = new Date();
  const made = `dist-${process.pid}`;
  const code = run("node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--outDir", made);
  if (code !== 0) {
    rmSync(made, { recursive: true, force: true });
    return code;
  }
  mkdirSync(made, { recursive: true });
  writeFileSync(`${made}/.built`, "");
  // As of the beginning: what changes while it is built is not in it.
  utimesSync(`${made}/.built`, began, began);
  rmSync("dist", { recursive: true, force: true });
  if (existsSync("dist")) rmSync(made, { recursive: true });
  else renameSync(made, "dist");
  return 0;
}
