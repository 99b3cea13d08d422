import type { FastifyInstance } from "fastify";
import { principalOf } from "../auth.ts";
import type { AppContext } from "../context.ts";
import { EventStream } from "../event-stream.ts";
import { ProblemError } from "../problem.ts";

/** How long a browser waits before it comes back, ms. */
const comeBackMs = 2_000;

/** `/api/v1/events`: ids and states of a project's deliveries and activities, as they change. */
export function eventRoutes(app: FastifyInstance, context: AppContext): void {
  const { events, clock } = context;

  // Streams end before the server waits for its connections.
  app.addHook("preClose", async () => events.close());

  app.get(
    "/api/v1/events",
    { config: { scope: "read" }, exposeHeadRoute: false },
    async (request, reply): Promise<void> => {
      const { projectId } = request.principal;
      const lastEventId = request.headers["last-event-id"];
      const stream: EventStream = new EventStream(reply.raw, {
        clock,
        reset: () => events.reset(),
        allowed: async () => (await principalOf(request, context))?.projectId === projectId,
      });
      const begun = events.listen(
        projectId,
        stream,
        lastEventId === undefined ? undefined : String(lastEventId),
      );
      if (begun === null) {
        throw new ProblemError(503, "Too many streams are open, or the server stops", { retryAfterS: 5 });
      }
      reply.hijack();
      reply.raw.on("close", begun.leave);
      stream.begin(reply.getHeaders() as Record<string, string>, `retry: ${comeBackMs}\n${begun.first}`);
    },
  );
}
