import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { AppContext } from "./context.ts";
import type { Principal } from "./tokens.ts";

/**
 * Gives each answer its request's id (`X-Request-Id`), counts it, and writes it to the log under that id: what the
 * server itself could not do as a warning, the rest for whoever looks closer. Of the URL the route is logged, since
 * the rest can hold tokens.
 */
export function logRequests(
  app: FastifyInstance,
  { log, metrics }: Pick<AppContext, "log" | "metrics">,
): void {
  app.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id);
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    const route = request.routeOptions.url ?? "none";
    metrics.requests.inc({ route, status: `${Math.floor(reply.statusCode / 100)}xx` });
    const level = reply.statusCode >= 500 ? "warn" : "debug";
    if (log.isLevelEnabled(level)) log[level](lineOf(request, reply, route), "answered a request");
    done();
  });
}

function lineOf(request: FastifyRequest, reply: FastifyReply, route: string) {
  return {
    requestId: request.id,
    method: request.method,
    route,
    statusCode: reply.statusCode,
    tookMs: Math.round(reply.elapsedTime * 10) / 10,
    projectId: (request.principal as Principal | undefined)?.projectId,
  };
}
