/**
 * Runs a script of this clone, `node scripts/with-node.js <script> [arguments]`, on a Node that is new enough: the
 * one at hand, else the devDependency `node`. Where npm was told to run no install scripts, that package came
 * without its binary, which is then obtained here. Plain JavaScript, so that an old Node can read it.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [script, ...args] = process.argv.slice(2);
const [major, minor] = process.versions.node.split(".").map(Number);

if (process.env.npm_lifecycle_event !== undefined) endWithParent();
if (major > 22 || (major === 22 && minor >= 19)) {
  process.argv.splice(1, 2, resolve(script));
  await import(pathToFileURL(resolve(script)).href);
} else {
  runOn(bundledNode());
}

/** The Node that `npm ci` brought; its install script is run where that was left out. */
function bundledNode() {
  const folder = fileURLToPath(new URL("../node_modules/node", import.meta.url));
  const binary = join(folder, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (!existsSync(binary) && existsSync(folder)) {
    console.error("Obtaining Node, which `npm ci` left out...");
    spawnSync(process.execPath, ["installArchSpecificPackage.js"], { cwd: folder, stdio: "ignore" });
  }
  if (existsSync(binary)) return binary;
  console.error(`This needs Node 22.19 or newer (here: ${process.version}). \`npm ci\` brings one.`);
  process.exit(1);
}

/** Its own tools (`#!/usr/bin/env node`) find the same Node. */
function runOn(binary) {
  const path = `${dirname(binary)}${delimiter}${process.env.PATH}`;
  const child = spawn(binary, [script, ...args], { stdio: "inherit", env: { ...process.env, PATH: path } });
  // Ctrl-C reaches both at once; the child decides what comes of it.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code) => process.exit(code ?? 1));
}

/**
 * npm passes SIGTERM on to the shell that it runs scripts in, and that to nobody: what ran in it would go on
 * alone, with its port and its database. So the end of the shell counts as the signal.
 */
function endWithParent() {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, 250);
  timer.unref();
}
