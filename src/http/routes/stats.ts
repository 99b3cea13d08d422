import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { AppContext } from "../context.ts";
import { parse } from "../parse.ts";
import { presentStats } from "../present/stats.ts";
import { notFound } from "../problem.ts";

const hourMs = 3_600_000;
const hoursOf = { "24h": 24, "7d": 7 * 24 } as const;
const statsQuery = z.object({
  range: z.enum(["24h", "7d"], { error: "must be 24h or 7d" }).default("24h"),
});

/** `/api/v1/callbacks/{id}/stats`: what the charts of a callback show. */
export function statsRoutes(app: FastifyInstance, context: AppContext): void {
  const { store, clock } = context;

  app.get("/api/v1/callbacks/:id/stats", { config: { scope: "read" } }, async (request) => {
    const { range } = parse(statsQuery, request.query);
    const { projectId } = request.principal;
    const { id } = request.params as { id: string };
    const callback = await store.read.callbackById({ projectId, id });
    if (callback === undefined || callback.removed_at !== null) throw notFound("Callback");
    const hours = hoursOf[range];
    const since = (Math.floor(clock.now() / hourMs) - (hours - 1)) * hourMs;
    const stats = await store.read.callbackStats({ projectId, callbackId: id, since });
    return presentStats(stats, range, since, hours);
  });
}
