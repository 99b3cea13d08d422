import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Score {
  passed: number;
  failed: number;
}

/** What is read of Vitest's JSON report. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { name: string; status: string; message: string; assertionResults: { status: string }[] }[];
}

/**
 * Runs Vitest on a Node binary, its output on this terminal, and counts. A file that could not even be loaded
 * counts as one failure, and so does a run that failed in any other way (an unhandled rejection, say).
 */
export function runVitest(node: string, args: readonly string[]): Score {
  const folder = mkdtempSync(join(tmpdir(), "ringback-vitest-"));
  const file = join(folder, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  try {
    const { status } = spawnSync(node, ["node_modules/vitest/vitest.mjs", "run", ...reporters, ...args], {
      stdio: "inherit",
    });
    return scoreOf(JSON.parse(readFileSync(file, "utf8")) as Report, status === 0);
  } catch (error) {
    console.error(`Vitest gave no report: ${(error as Error).message}`);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function scoreOf(report: Report, succeeded: boolean): Score {
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((assertion) => assertion.status === "failed"),
  );
  for (const { name, message } of broken) console.error(`${name} could not be run: ${message}`);
  const left = report.numPendingTests + report.numTodoTests;
  if (left > 0) console.error(`${left} tests were left out`);
  const failed = report.numFailedTests + broken.length;
  return { passed: report.numPassedTests, failed: succeeded ? failed : Math.max(1, failed) };
}
