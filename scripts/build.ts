/**
 * Builds what the published package and `npm start` run: `dist/` from `src/`, and the dashboard, `web/dist/`, from
 * `web/`. With `--if-stale` only what something changed of since. Each folder is put in its place whole, so that
 * whoever starts meanwhile finds all of it.
 */
import { existsSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildIsFresh, dashboardIsFresh } from "../bin/freshness.js";
import { checkFirstLoad, checkMantineStyles } from "./first-load.ts";
import { run } from "./run.ts";

const root = new URL("../", import.meta.url);

const server = (folder: string) =>
  run("node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--outDir", folder);
const dashboard = (folder: string) =>
  run("node_modules/vite/bin/vite.js", "build", "web", "--outDir", `../${folder}`, "--logLevel", "warn") ||
  (checkMantineStyles(folder) && checkFirstLoad(folder) ? 0 : 1);

/** Makes `folder` by `build`, which gets another name to build under. Returns the exit code. */
function replace(folder: string, build: (folder: string) => number): number {
  const began = new Date();
  const made = `${folder}-${process.pid}`;
  const code = build(made);
  if (code !== 0) {
    rmSync(made, { recursive: true, force: true });
    return code;
  }
  mkdirSync(made, { recursive: true });
  writeFileSync(`${made}/.built`, "");
  // As of the beginning: what changes while it is built is not in it.
  utimesSync(`${made}/.built`, began, began);
  rmSync(folder, { recursive: true, force: true });
  if (existsSync(folder)) rmSync(made, { recursive: true });
  else renameSync(made, folder);
  return 0;
}

/** Builds the dashboard where it is missing or stale. Returns the exit code. */
export function buildDashboard(ifStale: boolean): number {
  return ifStale && dashboardIsFresh(root) ? 0 : replace("web/dist", dashboard);
}

function buildAll(ifStale: boolean): number {
  if (ifStale && buildIsFresh(root) && dashboardIsFresh(root)) return 0;
  if (ifStale) console.log("Building Ringback, once after each change…");
  const code = ifStale && buildIsFresh(root) ? 0 : replace("dist", server);
  return code === 0 ? buildDashboard(ifStale) : code;
}

// Not `import.meta.main`: where Node is new enough, with-node.js imports this file.
if (process.argv[1] === fileURLToPath(import.meta.url))
  process.exitCode = buildAll(process.argv.includes("--if-stale"));
