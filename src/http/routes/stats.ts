import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { isoTime } from "../../contract/lists.ts";
import type { AppContext } from "../context.ts";
import { parse } from "../parse.ts";
import { presentStats, rangeSince } from "../present/stats.ts";
import { presentTimeline } from "../present/timeline.ts";
import { invalid, notFound } from "../problem.ts";
import { timelineSpans } from "../timeline-spans.ts";

const dayMs = 24 * 3_600_000;
/** Charts reach no further back, ms. */
const longestMs = 400 * dayMs;

export const statsQuery = z.object({
  range: z.enum(["24h", "7d"], { error: "must be 24h or 7d" }).default("24h"),
});
export const timelineQuery = z.object({
  since: isoTime.optional(),
  until: isoTime.optional(),
  callbackId: z.string().optional(),
  processId: z.string().optional(),
});

/** What charts show: `/api/v1/callbacks/{id}/stats` and `/api/v1/deliveries/timeline`. */
export function statsRoutes(app: FastifyInstance, context: AppContext): void {
  const { store, clock } = context;

  app.get("/api/v1/callbacks/:id/stats", { config: { scope: "read" } }, async (request) => {
    const { range } = parse(statsQuery, request.query);
    const { projectId } = request.principal;
    const { id } = request.params as { id: string };
    const callback = await store.read.callbackById({ projectId, id });
    if (callback === undefined || callback.removed_at !== null) throw notFound("Callback");
    const now = clock.now();
    const stats = await store.read.callbackStats({
      projectId,
      callbackId: id,
      since: rangeSince("7d", now),
      latenciesSince: rangeSince(range, now),
    });
    return presentStats(stats, range, now);
  });

  app.get("/api/v1/deliveries/timeline", { config: { scope: "read" } }, async (request) => {
    const query = parse(timelineQuery, request.query);
    const until = wholeSecond(query.until ?? clock.now());
    const since = Math.floor((query.since ?? until - dayMs) / 1_000) * 1_000;
    if (since >= until) throw invalid([{ path: "since", message: "must be before until" }]);
    if (until - since > longestMs)
      throw invalid([{ path: "since", message: "must be at most 400 days before until" }]);
    const { width, spans } = timelineSpans(since, until);
    const buckets = await store.read.deliveryTimeline({
      projectId: request.principal.projectId,
      callbackId: query.callbackId ?? null,
      processId: query.processId ?? null,
      spans,
    });
    return presentTimeline(buckets, width);
  });
}

/** The end of the second that a time is in. */
const wholeSecond = (at: number): number => (Math.floor(at / 1_000) + 1) * 1_000;
