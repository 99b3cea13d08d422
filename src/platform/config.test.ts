import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConfigError, parseConfig } from "./config.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ringback-config-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const hours = 3_600_000;

describe("parseConfig", () => {
  it("has the defaults of API.md", () => {
    expect(parseConfig({})).toEqual({
      port: 8080,
      host: "127.0.0.1",
      database: { kind: "sqlite", file: "./data/ringback.db" },
      secretKey: null,
      previousSecretKey: null,
      publicUrl: "http://localhost:8080",
      role: "all",
      egressAllow: [],
      egressFixed: { kind: "none" },
      egressFixedSources: [],
      retryScheduleMs: [
        5_000,
        300_000,
        1_800_000,
        2 * hours,
        5 * hours,
        10 * hours,
        14 * hours,
        20 * hours,
        24 * hours,
      ],
      callbackTimeoutMs: 15_000,
      callbackConcurrency: 32,
      autoPauseAfterMs: 120 * hours,
      retentionDays: 30,
      failedRetentionDays: 90,
      logLevel: "info",
      trustProxy: false,
      tracing: null,
      metricsToken: null,
      leadLimits: {
        requests: 100,
        windowMs: 5_000,
        duplicates: 5,
        duplicatesWindowMs: 60_000,
        duplicatesBlockMs: 3_600_000,
      },
      callInProgressMs: 2 * hours,
      callReportMs: 15 * 60_000,
    });
  });

  it("traces where OpenTelemetry's endpoint is set", () => {
    const { tracing } = parseConfig({
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318/",
      OTEL_EXPORTER_OTLP_HEADERS: "x-key=a%20b, other=c=d",
      OTEL_TRACES_SAMPLER_ARG: "0.25",
    });
    expect(tracing).toEqual({
      endpoint: "http://localhost:4318",
      headers: { "x-key": "a b", other: "c=d" },
      serviceName: "ringback",
      share: 0.25,
    });
    for (const wrong of [
      { OTEL_EXPORTER_OTLP_ENDPOINT: "localhost:4318" },
      { OTEL_EXPORTER_OTLP_HEADERS: "no value" },
      { OTEL_EXPORTER_OTLP_HEADERS: "a=%E0%A4%A" },
      { OTEL_TRACES_SAMPLER_ARG: "2" },
      { OTEL_TRACES_SAMPLER_ARG: "half" },
    ])
      expect(() => parseConfig(wrong)).toThrow(Object.keys(wrong)[0]);
  });

  it("takes an empty variable for an unset one, and is frozen", () => {
    const config = parseConfig({ PORT: "", ROLE: "", SECRET_KEY: "", EGRESS_FIXED_PROXY: "" });
    expect(config).toEqual(parseConfig({}));
    expect(Object.isFrozen(config)).toBe(true);
  });

  it.each([
    [{ PORT: "0" }, { port: 0 }],
    [{ HOST: "0.0.0.0", PORT: "9000" }, { publicUrl: "http://localhost:9000" }],
    [{ HOST: "::1" }, { publicUrl: "http://[::1]:8080" }],
    [{ PUBLIC_URL: "https://rb.example.com/base/" }, { publicUrl: "https://rb.example.com/base" }],
    [
      { DATABASE_URL: "postgres://u:p@db/rb" },
      {
        database: { kind: "postgres", url: "postgres://u:p@db/rb", directUrl: "postgres://u:p@db/rb" },
      },
    ],
    [
      { DATABASE_URL: "postgres://u:p@pooler/rb", DATABASE_DIRECT_URL: "postgresql://u:p@db/rb" },
      {
        database: { kind: "postgres", url: "postgres://u:p@pooler/rb", directUrl: "postgresql://u:p@db/rb" },
      },
    ],
    [{ EGRESS_ALLOW: "10.1.0.0/16, fd00::/8," }, { egressAllow: ["10.1.0.0/16", "fd00::/8"] }],
    [
      { EGRESS_FIXED_PROXY: "http://proxy:3128" },
      { egressFixed: { kind: "proxy", url: "http://proxy:3128" } },
    ],
    [
      { EGRESS_FIXED_LOCAL_ADDRESS: "192.0.2.7" },
      { egressFixed: { kind: "localAddress", address: "192.0.2.7" } },
    ],
    [{ RETRY_SCHEDULE: "1s, 1.5m" }, { retryScheduleMs: [1_000, 90_000] }],
    [{ TRUST_PROXY: "on" }, { trustProxy: true }],
    [{ TRUST_PROXY: "10.0.0.0/8" }, { trustProxy: "10.0.0.0/8" }],
    [{ SECRET_KEY: "0123456789abcdef" }, { secretKey: "0123456789abcdef" }],
  ])("reads %j", (env, expected) => {
    expect(parseConfig(env)).toMatchObject(expected);
  });

  it.each([
    ["PORT", "65536", "must be a whole number from 0 to 65535"],
    ["PORT", "80.5", "must be a whole number from 0 to 65535"],
    ["PORT", "-1", "must be a whole number from 0 to 65535"],
    ["DATABASE_URL", "data.db", "must start with file: (embedded SQLite) or postgres://"],
    ["DATABASE_URL", "file:", "must start with file: (embedded SQLite) or postgres://"],
    ["DATABASE_URL", "mysql://db/rb", "must start with file: (embedded SQLite) or postgres://"],
    ["DATABASE_DIRECT_URL", "file:data.db", "must start with postgres://"],
    [
      "DATABASE_DIRECT_URL",
      "postgres://db/rb",
      "is a way to PostgreSQL, but DATABASE_URL is an embedded database",
    ],
    ["SECRET_KEY", "short", "must have at least 16 characters"],
    ["PUBLIC_URL", "rb.example.com", "must be an http:// or https:// URL"],
    ["PUBLIC_URL", "ftp://rb.example.com", "must be an http:// or https:// URL"],
    ["ROLE", "boss", "must be all, api or worker"],
    ["ROLE", "api", "must be all on an embedded database: api and worker apart share a PostgreSQL"],
    ["EGRESS_ALLOW", "10.0.0.0", "must be CIDRs divided by commas, such as 10.1.0.0/16"],
    ["EGRESS_FIXED_PROXY", "https://proxy", "must be an http:// URL of a CONNECT proxy"],
    ["EGRESS_FIXED_LOCAL_ADDRESS", "eth0", "must be an IP address of this machine"],
    ["EGRESS_FIXED_SOURCES", "proxy.example.com", "must be IP addresses divided by commas"],
    ["RETRY_SCHEDULE", "5s,,5m", "must be durations divided by commas, such as 5s,5m,30m"],
    ["CALLBACK_TIMEOUT", "15", "must be a duration such as 15s, 5m or 2h"],
    ["CALLBACK_TIMEOUT", "0s", "must be a duration such as 15s, 5m or 2h"],
    ["CALLBACK_CONCURRENCY", "0", "must be a whole number from 1 to 10000"],
    ["RETENTION_DAYS", "0", "must be a number of days from 0.0005 to 36500"],
    ["FAILED_RETENTION_DAYS", "many", "must be a number of days from 0.0005 to 36500"],
    ["LOG_LEVEL", "loud", "must be fatal, error, warn, info, debug, trace or silent"],
    ["METRICS_TOKEN", "short", "must have at least 8 characters"],
    ["LEAD_RATE_LIMIT", "0", "must be a whole number from 1 to 1000000"],
    ["LEAD_RATE_WINDOW", "5", "must be a duration such as 15s, 5m or 2h"],
    ["DUPLICATE_LIMIT", "-1", "must be a whole number from 0 to 1000000"],
    ["DUPLICATE_WINDOW", "soon", "must be a duration such as 15s, 5m or 2h"],
    ["DUPLICATE_BLOCK", "0s", "must be a duration such as 15s, 5m or 2h"],
    ["CALL_IN_PROGRESS_LIMIT", "2 hours", "must be a duration such as 15s, 5m or 2h"],
  ])("refuses %s=%s", (name, value, message) => {
    expect(problemsOf({ [name]: value })).toEqual([`${name} ${message}`]);
  });

  it("names every wrong setting at once, and never repeats a secret", () => {
    const problems = problemsOf({
      PORT: "x",
      ROLE: "x",
      SECRET_KEY: "hunter2",
      METRICS_TOKEN: "hunter3",
      SECRET_KEY_FILE: join(folder, "nowhere"),
      EGRESS_FIXED_PROXY: "http://proxy",
      EGRESS_FIXED_LOCAL_ADDRESS: "127.0.0.1",
    });
    expect(problems.map((problem) => problem.split(" ")[0])).toEqual([
      "PORT",
      "SECRET_KEY",
      "ROLE",
      "METRICS_TOKEN",
      "EGRESS_FIXED_PROXY",
      "SECRET_KEY",
    ]);
    expect(problems.join("\n")).not.toMatch(/hunter/);
  });

  it("reads the key from a file, without the line's end, and says why it cannot", () => {
    const file = join(folder, "secret.key");
    writeFileSync(file, "a key of more than sixteen\n");
    expect(parseConfig({ SECRET_KEY_FILE: file }).secretKey).toBe("a key of more than sixteen");
    writeFileSync(file, "short\n");
    expect(problemsOf({ SECRET_KEY_FILE: file })).toEqual([
      "SECRET_KEY_FILE must hold at least 16 characters",
    ]);
    expect(problemsOf({ SECRET_KEY_FILE: join(folder, "nowhere") })).toEqual([
      "SECRET_KEY_FILE cannot be read (ENOENT)",
    ]);
  });

  it("reads the key of before in the same two ways", () => {
    const file = join(folder, "previous.key");
    writeFileSync(file, "the key of before, long\n");
    for (const set of [
      { SECRET_KEY_PREVIOUS: "the key of before, long" },
      { SECRET_KEY_PREVIOUS_FILE: file },
    ]) {
      expect(parseConfig(set)).toMatchObject({
        secretKey: null,
        previousSecretKey: "the key of before, long",
      });
    }
    expect(problemsOf({ SECRET_KEY_PREVIOUS: "short", SECRET_KEY_PREVIOUS_FILE: file })).toEqual([
      "SECRET_KEY_PREVIOUS must have at least 16 characters",
      "SECRET_KEY_PREVIOUS and SECRET_KEY_PREVIOUS_FILE are both set: choose one",
    ]);
  });
});
