import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import staticFiles from "@fastify/static";
import type { FastifyInstance } from "fastify";
import type { AppContext } from "../context.ts";
import { notBuiltPage } from "../not-built-page.ts";
import { pageType, stylesheet, stylesheetPath } from "../pages.ts";
import { pagePolicy } from "../policy.ts";

/** Where the dashboard is built: the same place for our sources and their build. */
const folder = new URL("../../../web/dist/", import.meta.url);

/** Stands in the built page where the nonce of each answer goes (`web/vite.config.ts`). */
const nonceMark = /CSP_NONCE/g;

/**
 * Serves the dashboard: its files, most of which carry their content's hash in their names, and its one page for
 * every path that is a screen. Where it is not built, a page that says how to.
 */
export function dashboardRoutes(app: FastifyInstance, context: AppContext): void {
  const { publicUrl } = context.config;
  app.get(stylesheetPath, async (_request, reply) =>
    reply.type("text/css; charset=utf-8").header("cache-control", "max-age=300").send(stylesheet),
  );
  const index = new URL("index.html", folder);
  const html = existsSync(index) ? readFileSync(index, "utf8") : null;
  if (html !== null) {
    app.register(staticFiles, {
      root: fileURLToPath(new URL("assets/", folder)),
      prefix: "/assets/",
      index: false,
      cacheControl: false,
      setHeaders: (reply, path) => void reply.header("cache-control", cachingOf(path)),
    });
  }
  for (const path of screens) {
    app.get(path, async (_request, reply) => {
      reply.type(pageType).header("cache-control", "no-store");
      if (html === null) return reply.send(notBuiltPage(publicUrl));
      const nonce = randomBytes(16).toString("base64url");
      reply.header("content-security-policy", pagePolicy(publicUrl, nonce));
      return reply.send(html.replace(nonceMark, nonce));
    });
  }
}

/** A name with a hash in it never means other content. */
const cachingOf = (path: string): string =>
  /-[\w-]{8}\.\w+$/.test(path) ? "public, max-age=31536000, immutable" : "public, max-age=300";

/** Paths of the dashboard's screens (`web/router.tsx`). */
const screens = [
  "/",
  "/signed-out",
  "/invitation",
  "/reset-password",
  "/processes/*",
  "/callbacks/*",
  "/deliveries",
  "/leads",
  "/leads/*",
  "/inspector",
  "/help",
  "/help/*",
  "/settings",
  "/settings/*",
] as const;
