import { contextBelow, formatTraceparent, parseTraceparent, type TraceContext } from "./trace-context.ts";

export type Attributes = Readonly<Record<string, string | number | boolean | null>>;

/** One thing that took time, as it is exported. Times are ms since the epoch, with fractions. */
export interface EndedSpan {
  name: string;
  /** `server`: a request that came in; `client`: one that went out. */
  kind: "server" | "client";
  context: TraceContext;
  parentSpanId: string | null;
  startedAt: number;
  endedAt: number;
  attributes: Attributes;
  failed: boolean;
}

/** Something that has begun. */
export interface Span {
  /** What is sent along, so that what follows becomes a part of it. */
  readonly traceparent: string;
  end(attributes: Attributes, failed: boolean): void;
}

/** Begins spans and gives those that are recorded to an exporter. */
export interface Tracer {
  /** @param parent the `traceparent` that it is a part of; a wrong one, or null, begins a trace */
  start(name: string, kind: EndedSpan["kind"], parent: string | null): Span;
}

/** @param share of the traces that begin here, from 0 to 1, is recorded; of others what whoever began them says */
export function createTracer(share: number, exported: (span: EndedSpan) => void): Tracer {
  const sampled = () => Math.random() < share;
  return {
    start(name, kind, parent) {
      const above = parent === null ? null : parseTraceparent(parent);
      const context = contextBelow(above, sampled);
      const startedAt = now();
      return {
        traceparent: formatTraceparent(context),
        end(attributes, failed) {
          if (!context.sampled) return;
          const parentSpanId = above?.spanId ?? null;
          exported({ name, kind, context, parentSpanId, startedAt, endedAt: now(), attributes, failed });
        },
      };
    },
  };
}

const now = (): number => performance.timeOrigin + performance.now();
