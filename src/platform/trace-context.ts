import { randomBytes } from "node:crypto";

/** Where in a trace something happened (W3C Trace Context, level 1). */
export interface TraceContext {
  /** 32 hex characters, not all zeros. */
  traceId: string;
  /** 16 hex characters, not all zeros: of the span that what follows is a part of. */
  spanId: string;
  /** Whether whoever began the trace records it. */
  sampled: boolean;
}

const form = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** What a `traceparent` header says, or null where it is none: a wrong one is as none (section 4.3). */
export function parseTraceparent(header: string): TraceContext | null {
  const [, version = "", traceId = "", spanId = "", flags = "", rest] = form.exec(header) ?? [];
  // A later version may have more at its end; the first has not.
  if (version === "" || version === "ff" || (version === "00" && rest !== undefined)) return null;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export const formatTraceparent = ({ traceId, spanId, sampled }: TraceContext): string =>
  `00-${traceId}-${spanId}-${sampled ? "01" : "00"}`;

/** The place of a new span: in the trace of its parent, or in one of its own. */
export function contextBelow(parent: TraceContext | null, sampled: () => boolean): TraceContext {
  const spanId = randomBytes(8).toString("hex");
  if (parent !== null) return { ...parent, spanId };
  return { traceId: randomBytes(16).toString("hex"), spanId, sampled: sampled() };
}
