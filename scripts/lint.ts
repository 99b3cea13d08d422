import { fileURLToPath } from "node:url";
import { run } from "./run.ts";

/** Format and lint, types, and the directions of imports, in this order: each with its command line. */
const checks: readonly (readonly [string, ...string[]])[] = [
  ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings"],
  ["node_modules/typescript/bin/tsc", "--noEmit"],
  ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "web"],
  ["scripts/check-imports.ts"],
];

/** Runs every check, also after one that failed. */
export function lint(): { passed: number; failed: number } {
  const failed = checks.filter((command) => run(...command) !== 0).length;
  return { passed: checks.length - failed, failed };
}

// Not `import.meta.main`: where Node is new enough, with-node.js imports this file.
if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = lint().failed > 0 ? 1 : 0;
