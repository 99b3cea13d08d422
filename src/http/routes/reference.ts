import type { FastifyInstance } from "fastify";
import { version } from "../../platform/version.ts";
import type { AppContext } from "../context.ts";
import { pageType } from "../pages.ts";

/** `/openapi.json`, the API as a document, and `/docs`, that as a page. They hold no secret, so they are open to all. */
export function referenceRoutes(app: FastifyInstance, context: AppContext): void {
  let made: Promise<{ text: string; html: string }> | null = null;

  /** Loaded and made when it is first asked for: few starts of the server need it. */
  const make = async () => {
    const [{ openApiDocument }, { referencePage }] = await Promise.all([
      import("../reference/document.ts"),
      import("../reference/page.ts"),
    ]);
    const document = openApiDocument(context.config.publicUrl, version);
    return { text: JSON.stringify(document), html: referencePage(document) };
  };
  const reference = () => {
    made ??= make();
    return made;
  };

  app.get("/openapi.json", async (_request, reply) =>
    reply
      .type("application/json; charset=utf-8")
      .header("cache-control", "no-cache")
      .header("access-control-allow-origin", "*")
      .send((await reference()).text),
  );

  app.get("/docs", async (_request, reply) =>
    reply
      .type(pageType)
      .header("cache-control", "no-cache")
      .send((await reference()).html),
  );
}
