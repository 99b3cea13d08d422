import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { z } from "zod";
import { parseDuration } from "./duration.ts";

/**
 * The settings of one node, parsed once from the environment (API.md "Running it"). Nothing else reads
 * `process.env`. Durations are in ms.
 */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly database: { kind: "sqlite"; file: string } | ({ kind: "postgres" } & PostgresUrls);
  /** Encrypts stored secrets; null until one is given or made (`npm start` makes one). */
  readonly secretKey: string | null;
  /** Still opens what was sealed before SECRET_KEY was changed; null where nothing is being changed. */
  readonly previousSecretKey: string | null;
  readonly publicUrl: string;
  readonly role: "all" | "api" | "worker";
  readonly egressAllow: readonly string[];
  readonly egressFixed:
    | { kind: "none" }
    | { kind: "proxy"; url: string }
    | { kind: "localAddress"; address: string };
  readonly egressFixedSources: readonly string[];
  readonly retryScheduleMs: readonly number[];
  readonly callbackTimeoutMs: number;
  readonly callbackConcurrency: number;
  /** A callback whose every attempt failed for so long is paused. */
  readonly autoPauseAfterMs: number;
  /** How long ended deliveries are kept: delivered and skipped, and failed ones. */
  readonly retentionDays: number;
  readonly failedRetentionDays: number;
  readonly logLevel: string;
  readonly trustProxy: boolean | string;
  readonly metricsToken: string | null;
  readonly leadLimits: LeadLimits;
  /** Where traces are sent; null where they are not. */
  readonly tracing: TracingConfig | null;
  /** How long a call may stay `in-progress` before the watchdog ends it. */
  readonly callInProgressMs: number;
  /** How long the final report of a call that has ended is waited for. */
  readonly callReportMs: number;
}

/** Ways to one PostgreSQL database; the same one where no pooler stands before it. */
export interface PostgresUrls {
  /** For transactions and look-ups: a pooler may give each of them another session. */
  readonly url: string;
  /** For what needs a session of its own: notices, locks that outlive a transaction, a new schema. */
  readonly directUrl: string;
}

/** Limits of the compatible lead API, per project (rates) and per token (duplicates). */
export interface LeadLimits {
  readonly requests: number;
  readonly windowMs: number;
  readonly duplicates: number;
  readonly duplicatesWindowMs: number;
  readonly duplicatesBlockMs: number;
}

/** As OpenTelemetry names its settings. */
export interface TracingConfig {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** Of the traces that begin here, from 0 to 1. */
  readonly share: number;
}

/** Thrown with every wrong setting at once; the process exits 78 (EX_CONFIG). */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`wrong settings: ${problems.join("; ")}`);
    this.problems = problems;
  }
}

const duration = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const ms = parseDuration(text);
      if (ms !== null && ms > 0) return ms;
      context.addIssue({ code: "custom", message: "must be a duration such as 15s, 5m or 2h" });
      return z.NEVER;
    });

const wholeNumber = (fallback: number, min: number, max: number) =>
  z
    .string()
    .default(String(fallback))
    .transform((text, context) => {
      const value = Number(text);
      if (/^\d+$/.test(text) && value >= min && value <= max) return value;
      context.addIssue({ code: "custom", message: `must be a whole number from ${min} to ${max}` });
      return z.NEVER;
    });

const mostDays = 36_500;
/** The least that can be kept: longer than any attempt takes. */
const leastDays = 0.0005;

/** A number of days; a part of one is for trying it out. */
const days = (fallback: number) =>
  z
    .string()
    .default(String(fallback))
    .transform((text, context) => {
      const value = Number(text);
      if (/^\d+(\.\d+)?$/.test(text) && value >= leastDays && value <= mostDays) return value;
      context.addIssue({
        code: "custom",
        message: `must be a number of days from ${leastDays} to ${mostDays}`,
      });
      return z.NEVER;
    });

const list = z
  .string()
  .default("")
  .transform((text) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  );

/** `name=value,name=value`, the values percent-encoded, as OpenTelemetry has it. */
const headerList = list.transform((pairs, context) => {
  const read = pairs.map((pair) => /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(.*)$/.exec(pair));
  try {
    return Object.fromEntries(read.map((found) => [found?.[1], decodeURIComponent(found?.[2] ?? "%")]));
  } catch {
    context.addIssue({ code: "custom", message: "must be name=value pairs divided by commas" });
    return z.NEVER;
  }
});

const httpUrl = z.string().refine((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ""), {
  message: "must be an http:// or https:// URL",
});

/** Whether an address is one of a PostgreSQL database. */
export const isPostgresUrl = (text: string) => /^postgres(ql)?:\/\/.+/.test(text);

const environment = z.object({
  PORT: wholeNumber(8080, 0, 65_535),
  HOST: z.string().min(1, "must be an address or a host name").default("127.0.0.1"),
  DATABASE_URL: z
    .string()
    .default("file:./data/ringback.db")
    .refine((text) => /^file:.+/.test(text) || isPostgresUrl(text), {
      message: "must start with file: (embedded SQLite) or postgres://",
    }),
  DATABASE_DIRECT_URL: z
    .string()
    .refine((text) => isPostgresUrl(text), { message: "must start with postgres://" })
    .optional(),
  SECRET_KEY: z.string().min(16, "must have at least 16 characters").optional(),
  SECRET_KEY_FILE: z.string().optional(),
  SECRET_KEY_PREVIOUS: z.string().min(16, "must have at least 16 characters").optional(),
  SECRET_KEY_PREVIOUS_FILE: z.string().optional(),
  PUBLIC_URL: httpUrl.optional(),
  ROLE: z.enum(["all", "api", "worker"], { message: "must be all, api or worker" }).default("all"),
  EGRESS_ALLOW: list.refine((cidrs) => cidrs.every((cidr) => ipaddr.isValidCIDR(cidr)), {
    message: "must be CIDRs divided by commas, such as 10.1.0.0/16",
  }),
  EGRESS_FIXED_PROXY: z
    .string()
    .refine((text) => URL.parse(text)?.protocol === "http:", {
      message: "must be an http:// URL of a CONNECT proxy",
    })
    .optional(),
  EGRESS_FIXED_LOCAL_ADDRESS: z
    .string()
    .refine((text) => isIP(text) !== 0, { message: "must be an IP address of this machine" })
    .optional(),
  EGRESS_FIXED_SOURCES: list.refine(
    (items) => items.every((item) => ipaddr.isValid(item) || ipaddr.isValidCIDR(item)),
    {
      message: "must be IP addresses divided by commas",
    },
  ),
  RETRY_SCHEDULE: z
    .string()
    .default("5s,5m,30m,2h,5h,10h,14h,20h,24h")
    .transform((text, context) => {
      const waits = text.split(",").map((part) => parseDuration(part));
      if (waits.every((wait) => wait !== null)) return waits;
      context.addIssue({ code: "custom", message: "must be durations divided by commas, such as 5s,5m,30m" });
      return z.NEVER;
    }),
  CALLBACK_TIMEOUT: duration("15s"),
  CALLBACK_CONCURRENCY: wholeNumber(32, 1, 10_000),
  AUTO_PAUSE_AFTER: duration("5d"),
  RETENTION_DAYS: days(30),
  FAILED_RETENTION_DAYS: days(90),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
      message: "must be fatal, error, warn, info, debug, trace or silent",
    })
    .default("info"),
  TRUST_PROXY: z
    .string()
    .default("off")
    .transform((text) =>
      /^(off|false|0|no|)$/i.test(text) ? false : /^(on|true|1|yes)$/i.test(text) ? true : text,
    ),
  METRICS_TOKEN: z.string().min(8, "must have at least 8 characters").optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: headerList,
  OTEL_SERVICE_NAME: z.string().default("ringback"),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .default("1")
    .transform(Number)
    .refine((share) => share >= 0 && share <= 1, { message: "must be a number from 0 to 1" }),
  LEAD_RATE_LIMIT: wholeNumber(100, 1, 1_000_000),
  LEAD_RATE_WINDOW: duration("5s"),
  DUPLICATE_LIMIT: wholeNumber(5, 0, 1_000_000),
  DUPLICATE_WINDOW: duration("60s"),
  DUPLICATE_BLOCK: duration("60m"),
  CALL_IN_PROGRESS_LIMIT: duration("2h"),
  CALL_REPORT_LIMIT: duration("15m"),
});

/** Empty means unset: a compose file that passes `NAME=` on has not chosen a value. */
function withoutEmpty(env: NodeJS.ProcessEnv): Record<string, string> {
  const set = Object.entries(env).filter((entry): entry is [string, string] => (entry[1] ?? "") !== "");
  return Object.fromEntries(set);
}

/**
 * Parses the environment once into a frozen object.
 *
 * @throws ConfigError naming every wrong setting at once
 */
export function parseConfig(env: NodeJS.ProcessEnv): Config {
  const set = withoutEmpty(env);
  const parsed = environment.safeParse(set);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`);
  if (set.EGRESS_FIXED_PROXY !== undefined && set.EGRESS_FIXED_LOCAL_ADDRESS !== undefined) {
    problems.push("EGRESS_FIXED_PROXY and EGRESS_FIXED_LOCAL_ADDRESS are both set: choose one");
  }
  if (parsed.success && parsed.data.ROLE !== "all" && parsed.data.DATABASE_URL.startsWith("file:")) {
    problems.push("ROLE must be all on an embedded database: api and worker apart share a PostgreSQL");
  }
  if (parsed.success && !isPostgresUrl(parsed.data.DATABASE_URL) && set.DATABASE_DIRECT_URL !== undefined) {
    problems.push("DATABASE_DIRECT_URL is a way to PostgreSQL, but DATABASE_URL is an embedded database");
  }
  const secretKey = readSecretKey("SECRET_KEY", set, problems);
  const previousSecretKey = readSecretKey("SECRET_KEY_PREVIOUS", set, problems);
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(present(parsed.data, { secretKey, previousSecretKey }));
}

/** A key from its variable, or from the file that the variable with `_FILE` names. */
function readSecretKey(name: string, set: Record<string, string>, problems: string[]): string | null {
  const fileName = `${name}_FILE`;
  const { [name]: given, [fileName]: file } = set;
  if (given !== undefined && file !== undefined) {
    problems.push(`${name} and ${fileName} are both set: choose one`);
  }
  if (given !== undefined || file === undefined) return given ?? null;
  try {
    const text = readFileSync(file, "utf8").trim();
    if (text.length < 16) problems.push(`${fileName} must hold at least 16 characters`);
    return text;
  } catch (error) {
    problems.push(`${fileName} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown error"})`);
    return null;
  }
}

type Keys = Pick<Config, "secretKey" | "previousSecretKey">;

function present(env: z.output<typeof environment>, keys: Keys): Config {
  const shownHost = env.HOST === "127.0.0.1" || env.HOST === "0.0.0.0" ? "localhost" : env.HOST;
  const host = isIP(shownHost) === 6 ? `[${shownHost}]` : shownHost;
  return {
    port: env.PORT,
    host: env.HOST,
    database: env.DATABASE_URL.startsWith("file:")
      ? { kind: "sqlite", file: env.DATABASE_URL.slice("file:".length) }
      : { kind: "postgres", url: env.DATABASE_URL, directUrl: env.DATABASE_DIRECT_URL ?? env.DATABASE_URL },
    ...keys,
    publicUrl: (env.PUBLIC_URL ?? `http://${host}:${env.PORT}`).replace(/\/+$/, ""),
    role: env.ROLE,
    egressAllow: env.EGRESS_ALLOW,
    egressFixed:
      env.EGRESS_FIXED_PROXY !== undefined
        ? { kind: "proxy", url: env.EGRESS_FIXED_PROXY }
        : env.EGRESS_FIXED_LOCAL_ADDRESS !== undefined
          ? { kind: "localAddress", address: env.EGRESS_FIXED_LOCAL_ADDRESS }
          : { kind: "none" },
    egressFixedSources: env.EGRESS_FIXED_SOURCES,
    retryScheduleMs: env.RETRY_SCHEDULE,
    callbackTimeoutMs: env.CALLBACK_TIMEOUT,
    callbackConcurrency: env.CALLBACK_CONCURRENCY,
    autoPauseAfterMs: env.AUTO_PAUSE_AFTER,
    retentionDays: env.RETENTION_DAYS,
    failedRetentionDays: env.FAILED_RETENTION_DAYS,
    logLevel: env.LOG_LEVEL,
    trustProxy: env.TRUST_PROXY,
    metricsToken: env.METRICS_TOKEN ?? null,
    tracing:
      env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? null
        : {
            endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/+$/, ""),
            headers: env.OTEL_EXPORTER_OTLP_HEADERS,
            serviceName: env.OTEL_SERVICE_NAME,
            share: env.OTEL_TRACES_SAMPLER_ARG,
          },
    leadLimits: {
      requests: env.LEAD_RATE_LIMIT,
      windowMs: env.LEAD_RATE_WINDOW,
      duplicates: env.DUPLICATE_LIMIT,
      duplicatesWindowMs: env.DUPLICATE_WINDOW,
      duplicatesBlockMs: env.DUPLICATE_BLOCK,
    },
    callInProgressMs: env.CALL_IN_PROGRESS_LIMIT,
    callReportMs: env.CALL_REPORT_LIMIT,
  };
}
