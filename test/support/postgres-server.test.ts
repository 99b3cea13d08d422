import { afterEach, describe, expect, it, vi } from "vitest";
import { PostgresServer, runSql } from "./postgres-server.ts";

describe("the PostgreSQL server of the tests", () => {
  let server: PostgresServer | null = null;
  afterEach(async () => {
    vi.unstubAllEnvs();
    await server?.remove();
  });

  it.each(["found", "embedded"])(
    "is one of 15 or newer, %s, and keeps its data over a crash",
    async (kind) => {
      if (kind === "embedded") vi.stubEnv("TEST_POSTGRES", kind);
      server = await PostgresServer.start();
      const [row] = await runSql(server.url(), "show server_version_num");
      expect(Number(row?.server_version_num)).toBeGreaterThanOrEqual(kind === "embedded" ? 180_000 : 150_000);
      await runSql(server.url(), "create table kept (n int)");
      await server.stop("SIGQUIT");
      await expect(runSql(server.url(), "select 1")).rejects.toThrow("ECONNREFUSED");
      await server.start();
      expect(await runSql(server.url(), "select count(*)::int as rows from kept")).toEqual([{ rows: 0 }]);
    },
  );
});
