import { Validator } from "@seriousme/openapi-schema-validator";
import Fastify from "fastify";
import { expect, it } from "vitest";
import { routeGroups } from "../../src/http/app.ts";
import type { AppContext } from "../../src/http/context.ts";
import { openApiDocument } from "../../src/http/reference/document.ts";
import { operations } from "../../src/http/reference/operations.ts";
import { registeredRoutes } from "../support/routes.ts";

const document = openApiDocument("https://ringback.example.com", "1.0.0");

/** Pages for people, and what they load. */
const isPage = (url: string) => !/^\/(api\/|inspect\/|healthz|readyz|metrics|openapi\.json)/.test(url);

it("is valid OpenAPI 3.1", async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(document));
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
  expect(validator.version).toBe("3.1");
  const broken = { ...structuredClone(document), paths: { "/x": { get: { responses: 7 } } } };
  expect((await validator.validate(broken)).valid).toBe(false);
});

it("has every registered route, and none that is not", () => {
  const registered = registeredRoutes()
    .filter(({ url }) => !isPage(url))
    .map(({ method, url }) => `${method} ${url}`);
  const known = Object.keys(operations);
  const missing = registered.filter((route) => !known.includes(route));
  expect(missing, "routes without an entry in src/http/reference/<resource>.ts").toEqual([]);
  const gone = known.filter((route) => !registered.includes(route));
  expect(gone, "entries of src/http/reference/ whose route is not registered").toEqual([]);
});

it("names the scopes that the routes ask for", () => {
  const app = Fastify({ exposeHeadRoutes: false });
  const asked: Record<string, string | undefined> = {};
  app.addHook("onRoute", ({ method, url, config }) => {
    if (!isPage(url)) asked[`${String(method)} ${url}`] = config?.scope;
  });
  const parts = new Proxy({}, { get: () => ({}) }) as AppContext;
  for (const group of routeGroups) group(app, parts);
  const named = Object.entries(operations).map(([route, { scope }]) => [route, scope]);
  expect(Object.fromEntries(named)).toEqual(asked);
});

it("resolves every reference, and has no component that nothing refers to", () => {
  const text = JSON.stringify(document);
  const refs = new Set(
    [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g)].map(([, of, name]) => `${of}/${name}`),
  );
  const there = ["schemas", "responses", "parameters", "headers"].flatMap((of) =>
    Object.keys(document.components[of] ?? {}).map((name) => `${of}/${name}`),
  );
  expect([...refs].filter((ref) => !there.includes(ref))).toEqual([]);
  expect(there.filter((name) => !refs.has(name))).toEqual([]);
  expect(text).not.toContain("#/$defs");
});

it("gives every operation an id of its own", () => {
  const ids = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
});
