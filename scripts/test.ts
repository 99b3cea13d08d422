/**
 * `npm test`: lint, then every test. Arguments go to Vitest (`npm test -- src/delivery`). The last line is
 * `N passed, N failed`, where each check of the lint step counts as one; exit code 1 where anything failed.
 */
import { lint } from "./lint.ts";
import { runVitest } from "./vitest.ts";

const scores = [lint(), runVitest(process.execPath, process.argv.slice(2))];
const passed = scores.reduce((sum, score) => sum + score.passed, 0);
const failed = scores.reduce((sum, score) => sum + score.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
