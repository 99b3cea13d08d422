import type { FastifyInstance } from "fastify";
import { version } from "../../platform/version.ts";
import type { AppContext } from "../context.ts";

/** `/openapi.json`: the API as a document. It holds no secret, so it is open to all. */
export function referenceRoutes(app: FastifyInstance, context: AppContext): void {
  let text: string | null = null;

  app.get("/openapi.json", async (_request, reply) => {
    // Loaded when it is first asked for: few starts of the server need it.
    const { openApiDocument } = await import("../reference/document.ts");
    text ??= JSON.stringify(openApiDocument(context.config.publicUrl, version));
    return reply
      .type("application/json; charset=utf-8")
      .header("cache-control", "no-cache")
      .header("access-control-allow-origin", "*")
      .send(text);
  });
}
