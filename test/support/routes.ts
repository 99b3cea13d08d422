import Fastify from "fastify";
import { routeGroups } from "../../src/http/app.ts";
import type { AppContext } from "../../src/http/context.ts";

export interface Route {
  method: string;
  /** As it was registered, `:id` for what stands there. */
  url: string;
}

/** Every route that the app registers, so that a new one is looked at too. */
export function registeredRoutes(): Route[] {
  const app = Fastify({ exposeHeadRoutes: false });
  const found: Route[] = [];
  app.addHook("onRoute", ({ method, url }) => {
    for (const one of typeof method === "string" ? [method] : method) found.push({ method: one, url });
  });
  // Registering looks at the parts and calls none.
  const parts = new Proxy({}, { get: () => ({}) }) as AppContext;
  for (const group of routeGroups) group(app, parts);
  return found;
}
