import type { FastifyInstance } from "fastify";
import { version } from "../../platform/version.ts";
import type { AppContext } from "../context.ts";
import { ProblemError } from "../problem.ts";

/** `/healthz`, `/readyz`, `/metrics`, `/api/v1/egress` and `/api/v1/deployment`, which holds no secret. */
export function systemRoutes(app: FastifyInstance, context: AppContext): void {
  const { config, store, metrics } = context;

  app.get("/healthz", async () => ({ status: "ok", version }));

  app.get("/readyz", async () => {
    try {
      await store.read.listProjects();
    } catch {
      throw new ProblemError(503, "The database does not answer", { retryAfterS: 2 });
    }
    if (context.dispatcher.committer.blocked) {
      throw new ProblemError(503, "The database takes no writes now", { retryAfterS: 2 });
    }
    return { status: "ready" };
  });

  app.get("/metrics", async (request, reply) => {
    const allowed =
      config.metricsToken === null
        ? context.local
        : request.headers.authorization === `Bearer ${config.metricsToken}`;
    if (!allowed) throw new ProblemError(401, "Metrics need METRICS_TOKEN as a Bearer token");
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });

  app.get("/api/v1/deployment", { config: { scope: "read" } }, async () => ({
    version,
    local: context.local,
    publicUrl: config.publicUrl,
    retryScheduleMs: config.retryScheduleMs,
    callbackTimeoutMs: config.callbackTimeoutMs,
    callbackConcurrency: config.callbackConcurrency,
    retentionDays: config.retentionDays,
    failedRetentionDays: config.failedRetentionDays,
    egress: {
      fixed: config.egressFixed.kind !== "none",
      sources: config.egressFixedSources,
      // What a form needs to judge URLs by the very rules of a Save.
      allowLoopback: context.policy.allowLoopback,
      allow: context.policy.allow,
    },
  }));

  app.get("/api/v1/egress", { config: { scope: "read" } }, async () => ({
    fixed: config.egressFixed.kind !== "none",
    sources: config.egressFixedSources,
  }));
}
