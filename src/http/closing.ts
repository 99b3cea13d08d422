import type { FastifyInstance } from "fastify";
import { ProblemError } from "./problem.ts";

/** What a client should wait before it asks again, seconds: another node answers at once. */
const stoppingRetryS = 1;

/**
 * While the server stops, a request that still comes over an open connection is refused with 503 as every error is
 * told, and nothing of it is done. Fastify's own refusal (`return503OnClosing`) is no problem+json and names no time.
 */
export function refuseWhileClosing(app: FastifyInstance): void {
  let closing = false;
  app.addHook("preClose", async () => {
    closing = true;
  });
  app.addHook("onRequest", async () => {
    if (closing)
      throw new ProblemError(503, "The server is stopping; nothing was stored. Try again shortly.", {
        retryAfterS: stoppingRetryS,
      });
  });
}
