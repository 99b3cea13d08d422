import { systemClock, waitAtMost } from "../platform/clock.ts";
import type { TracingConfig } from "../platform/config.ts";
import type { Log } from "../platform/log.ts";
import { OtlpExporter } from "../platform/otlp-exporter.ts";
import { createTracer, type Tracer } from "../platform/tracing.ts";

/** How long a stop waits for the last spans to be taken, ms. */
const closeMs = 2_000;

/** Traces as the settings say; null where they are off. */
export function openTracing(
  config: TracingConfig | null,
  { instanceId, log }: { instanceId: string; log: Log },
): { tracer: Tracer; close(): Promise<void> } | null {
  if (config === null) return null;
  const { endpoint, headers, serviceName, share } = config;
  const exporter = new OtlpExporter({
    url: `${endpoint}/v1/traces`,
    headers,
    serviceName,
    instanceId,
    log,
  });
  return {
    tracer: createTracer(share, (span) => exporter.add(span)),
    close: () => waitAtMost(systemClock, exporter.close(), closeMs),
  };
}
