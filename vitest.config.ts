import { defineConfig } from "vitest/config";

const everything = ["src/**/*.test.ts", "web/**/*.test.ts", "test/**/*.test.ts", "bench/**/*.test.ts"];

/** What measures times, or takes the whole machine itself: nothing runs beside it. */
const alone = [
  "test/crash/**/*.test.ts",
  "test/nodes/**/*.test.ts",
  "test/torture/**/*.test.ts",
  "test/delivery/isolation.test.ts",
  "test/dashboard/first-load.test.ts",
];

export default defineConfig({
  test: {
    globalSetup: ["test/support/dashboard.ts"],
    // More than the browser's own 30 s, so that a step which waits in vain is named.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
    projects: [
      {
        extends: true,
        test: {
          name: "together",
          include: everything,
          exclude: alone,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "alone",
          include: alone,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
