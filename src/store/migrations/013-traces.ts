/** Where a delivery belongs in a trace (W3C `traceparent`), from what caused it; null where nobody traces. */
export const traces: readonly string[] = [`alter table deliveries add column traceparent text`];
