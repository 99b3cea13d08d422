/** Builds `dist/`, what the published package runs, from `src/`. */
import { rmSync } from "node:fs";
import { run } from "./run.ts";

rmSync("dist", { recursive: true, force: true });
process.exitCode = run("node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json");
