#!/usr/bin/env node
// Plain JavaScript that old Node versions can parse, so that they get one clear line instead of a syntax error.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(`Ringback needs Node 22.19 or newer; this is ${process.version}.`);
  process.exit(1);
}

// Node 22 warns that node:sqlite (and, in a clone, type stripping) are experimental; Ringback relies on
// both on purpose, so these two warnings alone are dropped.
const emitWarning = process.emitWarning;
process.emitWarning = (warning, ...rest) => {
  if (/SQLite is an experimental feature|Type Stripping is an experimental feature/.test(String(warning)))
    return;
  emitWarning.call(process, warning, ...rest);
};

const { existsSync } = await import("node:fs");
const { fileURLToPath } = await import("node:url");
// What was compiled once is read again by the next start, which takes half the time then. It lies where the code
// itself lies, not in the system's temporary folder, where others could put something in its place.
const { enableCompileCache } = await import("node:module");
enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/ringback", import.meta.url)));

const root = new URL("../", import.meta.url);
const source = new URL("src/cli/main.ts", root);
const built = new URL("dist/cli/main.js", root);
// The published package is its build. A clone runs the build that `npm start` makes, which starts faster and takes
// less memory, as long as it is of the sources as they stand; else the sources, whose types Node strips.
const { buildIsFresh } = await import("./freshness.js");
await import(existsSync(source) && !buildIsFresh(root) ? source.href : built.href);
