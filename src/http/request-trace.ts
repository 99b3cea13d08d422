import type { FastifyInstance, FastifyRequest } from "fastify";
import { parseTraceparent } from "../platform/trace-context.ts";
import type { Span, Tracer } from "../platform/tracing.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Where what this request causes belongs (W3C Trace Context); null where it belongs to no trace. */
    traceparent: string | null;
  }
}

/**
 * Takes in the `traceparent` of what can cause deliveries; with a tracer, such a request is a span itself, and what
 * it causes a part of that.
 */
export function traceRequests(app: FastifyInstance, tracer: Tracer | null): void {
  app.decorateRequest("traceparent", null);
  const spans = new WeakMap<FastifyRequest, Span>();
  app.addHook("onRequest", (request, _reply, done) => {
    if (request.method === "POST" && request.url.startsWith("/api/v1/")) {
      const { traceparent: header } = request.headers;
      const given = typeof header === "string" && parseTraceparent(header) !== null ? header : null;
      const span = tracer?.start(`POST ${request.routeOptions.url ?? "none"}`, "server", given);
      if (span !== undefined) spans.set(request, span);
      request.traceparent = span?.traceparent ?? given;
    }
    done();
  });
  if (tracer === null) return;
  app.addHook("onResponse", (request, reply, done) => {
    const failed = reply.statusCode >= 500;
    spans.get(request)?.end(
      {
        "http.request.method": request.method,
        "http.route": request.routeOptions.url ?? null,
        "http.response.status_code": reply.statusCode,
        "ringback.request.id": request.id,
      },
      failed,
    );
    done();
  });
}
