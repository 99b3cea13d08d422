import type { Tracer } from "../platform/tracing.ts";
import type { Sender } from "./sender.ts";

/**
 * Makes each attempt a span, a part of what caused its delivery, and tells the receiver its place. URLs can hold
 * secrets, so of those the host is told.
 */
export function tracingSender(sender: Sender, tracer: Tracer): Sender {
  return {
    async send(request) {
      const span = tracer.start("deliver", "client", request.traceparent ?? null);
      const record = await sender.send({ ...request, traceparent: span.traceparent });
      span.end(
        {
          "http.request.method": "POST",
          "http.response.status_code": record.response?.statusCode ?? null,
          "server.address": URL.parse(request.url)?.hostname ?? null,
          "error.type": record.error?.class ?? null,
          "ringback.delivery.id": request.deliveryId,
          "ringback.callback.id": request.callback?.id ?? null,
          "ringback.attempt": request.attempt,
        },
        record.error !== null,
      );
      return record;
    },
    close: (graceMs) => sender.close(graceMs),
  };
}
