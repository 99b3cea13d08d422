import type { Log } from "./log.ts";
import type { Attributes, EndedSpan } from "./tracing.ts";
import { version } from "./version.ts";

/** Spans that wait to be sent; more are dropped, since tracing must never hold up what it looks at. */
const mostWaiting = 4_096;
const mostAtOnce = 512;
const everyMs = 2_000;
const timeoutMs = 5_000;
/** How often it is said that a collector does not take them, ms. */
const complainEveryMs = 60_000;

export interface OtlpOptions {
  /** Where the collector takes traces, `/v1/traces` included. */
  url: string;
  headers: Readonly<Record<string, string>>;
  serviceName: string;
  /** What tells this node from others. */
  instanceId: string;
  log: Log;
}

/** Sends spans to a collector in the background, by OTLP over HTTP as JSON (OpenTelemetry Protocol 1.x). */
export class OtlpExporter {
  readonly #options: OtlpOptions;
  #waiting: EndedSpan[] = [];
  #timer: NodeJS.Timeout | null = null;
  #sending: Promise<void> | null = null;
  #dropped = 0;
  #complainedAt = Number.NEGATIVE_INFINITY;

  constructor(options: OtlpOptions) {
    this.#options = options;
  }

  add(span: EndedSpan): void {
    if (this.#waiting.length >= mostWaiting) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(span);
    if (this.#waiting.length >= mostAtOnce) void this.#flush();
    else this.#timer ??= setTimeout(() => void this.#flush(), everyMs).unref();
  }

  /** Sends what waits, each batch once. */
  async close(): Promise<void> {
    while (this.#waiting.length > 0 || this.#sending !== null) await this.#flush();
  }

  #flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#sending ??= this.#send(this.#waiting.splice(0, mostAtOnce)).finally(() => {
      this.#sending = null;
      if (this.#waiting.length > 0) this.#timer ??= setTimeout(() => void this.#flush(), everyMs).unref();
    });
    return this.#sending;
  }

  /** What a collector does not take is dropped: it is a view of what happened, and not what is owed. */
  async #send(spans: readonly EndedSpan[]): Promise<void> {
    if (spans.length === 0) return;
    const { url, headers } = this.#options;
    try {
      const answer = await fetch(url, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify(exportRequest(spans, this.#options)),
        signal: AbortSignal.timeout(timeoutMs),
      });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    } catch (error) {
      this.#dropped += spans.length;
      this.#complain((error as Error).message);
    }
  }

  #complain(reason: string): void {
    const now = performance.now();
    if (now - this.#complainedAt < complainEveryMs) return;
    this.#complainedAt = now;
    this.#options.log.warn({ reason, dropped: this.#dropped }, "traces were not taken and are dropped");
    this.#dropped = 0;
  }
}

const kinds = { server: 2, client: 3 } as const;
const failedStatus = 2;

/** An `ExportTraceServiceRequest` in OTLP's JSON form. */
export function exportRequest(
  spans: readonly EndedSpan[],
  { serviceName, instanceId }: Pick<OtlpOptions, "serviceName" | "instanceId">,
) {
  const resource = {
    "service.name": serviceName,
    "service.version": version,
    "service.instance.id": instanceId,
  };
  return {
    resourceSpans: [
      {
        resource: { attributes: attributesOf(resource) },
        scopeSpans: [{ scope: { name: "ringback", version }, spans: spans.map(spanOf) }],
      },
    ],
  };
}

function spanOf(span: EndedSpan) {
  const { name, kind, context, parentSpanId, startedAt, endedAt, attributes, failed } = span;
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    ...(parentSpanId !== null && { parentSpanId }),
    name,
    kind: kinds[kind],
    startTimeUnixNano: nanoseconds(startedAt),
    endTimeUnixNano: nanoseconds(endedAt),
    attributes: attributesOf(attributes),
    status: failed ? { code: failedStatus } : {},
  };
}

/** Text, since nanoseconds are more than a number of JavaScript holds. */
const nanoseconds = (ms: number): string => (BigInt(Math.round(ms * 1_000)) * 1_000n).toString();

type Value = Readonly<Record<string, string | number | boolean>>;

function attributesOf(attributes: Attributes): { key: string; value: Value }[] {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === null ? [] : [{ key, value: anyValue(value) }],
  );
}

function anyValue(value: string | number | boolean): Value {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
