import fc from "fast-check";
import { z } from "zod";
import { activityReport } from "../../src/contract/activity-report.ts";
import { advancedSettingsInputSchema, callbackInputSchema } from "../../src/contract/callback-schema.ts";
import { leadUpdate, newLead } from "../../src/contract/lead-requests.ts";
import type { Route } from "../support/routes.ts";
import { hostile, knownIds, ofSchema, placeholder } from "./values.ts";

/** A request as it is to be sent, with placeholders for what exists. */
export interface FuzzedRequest {
  path: string;
  headers: Record<string, string>;
  /** The body's text, or null for none. */
  body: string | null;
}

/** What a route was seen to check its query and its body with. */
export interface Learned {
  query: z.ZodType | null;
  body: z.ZodType[];
}

const lead = newLead.and(z.object({ projectId: z.string(), processId: z.string() }));
const target = z.object({ leadId: z.string() });
const settings = z.object(advancedSettingsInputSchema.shape);

const callback = callbackInputSchema.pick({ url: true, payloadFormat: true, auth: true, order: true });

/** Queries that routes read by hand. */
const queriesByHand: Record<string, z.ZodType> = {
  "GET /api/v1/leads/get": z.object({
    leadId: z.string(),
    masked: z.enum(["true", "false"]).optional(),
    referenceId: z.string().optional(),
    processId: z.string().optional(),
  }),
};

/** Bodies that routes read by hand, field by field, and so give no schema away. */
const readByHand: Record<string, z.ZodType[]> = {
  "POST /api/v1/activities": [
    activityReport.and(target),
    z.object({ activities: z.array(activityReport.and(target)) }),
  ],
  "POST /api/v1/leads/initiate": [target, z.object({ lead, init: z.boolean().optional() })],
  "POST /api/v1/leads/bulk/initiate": [
    z.object({ leadIds: z.array(z.string()), init: z.boolean().optional() }),
    z.object({ leads: z.array(lead), init: z.boolean().optional() }),
  ],
  "POST /api/v1/leads/update": [leadUpdate.and(target), leadUpdate],
  "PUT /api/v1/operational-callback": [callback, callbackInputSchema],
  "PUT /api/v1/processes/:id/advanced-settings": [
    settings,
    z.object({ leadUpdateCallbacks: z.array(callback) }),
  ],
  "POST /api/v1/processes/:id/advanced-settings/validate": [settings],
  "POST /api/v1/processes/:id/advanced-settings/test": [
    z.object({ callback: callbackInputSchema }),
    z.object({ callback }),
  ],
  "POST /api/v1/callbacks/:id/test": [z.object({}), z.object({ callback: callbackInputSchema })],
};

const jsonSchema = (schema: z.ZodType) =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Parameters<typeof ofSchema>[0];

/** `allOf` of objects as one object. */
function flattened(schema: Parameters<typeof ofSchema>[0]): Parameters<typeof ofSchema>[0] {
  const parts = schema.allOf?.map(flattened);
  if (parts !== undefined) {
    return {
      type: "object",
      properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
      required: parts.flatMap(({ required }) => required ?? []),
    };
  }
  const under = Object.entries(schema.properties ?? {}).map(
    ([name, inner]) => [name, flattened(inner)] as const,
  );
  return {
    ...schema,
    ...(schema.properties && { properties: Object.fromEntries(under) }),
    ...(schema.items && { items: flattened(schema.items) }),
  };
}

/** Texts that stand in paths and queries, percent codes and all. */
const oddText = fc.oneof(
  fc.constantFrom(
    "%00",
    "%ff",
    "%ed%a0%80",
    "%2e%2e%2f",
    "..",
    "*",
    "%zz",
    "%",
    "-1",
    "x".repeat(300),
    "%F0%9F%99%82",
    "__proto__",
  ),
  fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 12 }).map(encodeURIComponent),
);
const someId = fc.constantFrom(
  ...knownIds.map(placeholder),
  placeholder("unknownId"),
  placeholder("inspectorToken"),
);

function pathOf(url: string): fc.Arbitrary<string> {
  // What the path says before the id tells which one is meant.
  const own =
    /\/(process|lead|activit|callback|deliver|job|inspector|user|token|invitation|project)\w*\/[:*]/.exec(
      url,
    )?.[1];
  const odd = { activit: "activityId", deliver: "deliveryId" }[own ?? ""];
  const named = odd ?? (own === undefined ? "inspectorToken" : `${own}Id`);
  const part = fc.oneof(
    { weight: 8, arbitrary: fc.constant(placeholder(named)) },
    { weight: 1, arbitrary: someId },
    oddText,
  );
  const parts = url.split(/:\w+|\*/);
  return fc
    .tuple(...parts.slice(1).map(() => part))
    .map((ids) => parts.reduce((path, next, n) => path + ids[n - 1] + next));
}

const asText = (value: unknown): string =>
  encodeURIComponent((typeof value === "string" ? value : JSON.stringify(value)).toWellFormed()).replaceAll(
    "%40%40",
    "@@",
  );

function queryOf(schema: z.ZodType | null): fc.Arbitrary<string> {
  if (schema === null)
    return fc.oneof(
      { weight: 8, arbitrary: fc.constant("") },
      oddText.map((text) => `?${text}`),
    );
  const keyed = (mutated: boolean) =>
    ofSchema(flattened(jsonSchema(schema)), mutated).map((value) =>
      Object.entries(value as object).flatMap(([key, one]) =>
        one === undefined ? [] : [`${asText(key)}=${asText(one)}`],
      ),
    );
  const more = fc.constantFrom(
    "limit=1&limit=2",
    "limit[]=1",
    "__proto__=1",
    "a=%zz",
    "&&=&",
    "project=x",
    "cursor=",
  );
  return fc
    .oneof(
      { weight: 5, arbitrary: keyed(false) },
      { weight: 4, arbitrary: keyed(true) },
      fc.tuple(keyed(false), more).map(([pairs, odd]) => [...pairs, odd]),
    )
    .map((pairs) => (pairs.length === 0 ? "" : `?${pairs.join("&")}`));
}

function bodyOf(schemas: readonly z.ZodType[]): fc.Arbitrary<string | null> {
  const shaped = schemas.map((schema) => flattened(jsonSchema(schema)));
  const values = (mutated: boolean) =>
    shaped.length === 0 ? fc.constant({}) : fc.oneof(...shaped.map((schema) => ofSchema(schema, mutated)));
  const whole = values(false).map((value) => JSON.stringify(value));
  return fc.oneof<fc.MaybeWeightedArbitrary<string | null>[]>(
    { weight: 8, arbitrary: whole },
    { weight: 8, arbitrary: values(true).map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: hostile.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.tuple(whole, fc.nat({ max: 200 })).map(([text, at]) => text.slice(0, at)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(whole, fc.nat({ max: 200 }))
        .map(([text, at]) => `${text.slice(0, at)}\\u0000${text.slice(at)}`),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        null,
        "",
        "[",
        "{}{}",
        "\ufeff{}",
        '{"a":1,"a":2}',
        "[".repeat(50_000),
        '{"__proto__":{"polluted":1}}',
      ),
    },
  );
}

const often = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, fc.constantFrom(...others));
const long = "x".repeat(4_000);

/** Routes that are for people who are signed in. */
const forPeople = /^\/api\/v1\/(?:users|invitations|tokens|projects|account)\b/;

const headersOf = (people: boolean): fc.Arbitrary<Record<string, string>> =>
  fc
    .record({
      authorization: often(
        "Bearer @@token@@",
        "Bearer @@readToken@@",
        "Bearer @@wrongToken@@",
        "Bearer",
        "Basic eDp5",
        "",
      ),
      cookie: people
        ? often("@@cookie@@", "")
        : often("", "@@cookie@@", "ringback_session=", `ringback_session=${long}`, "a=b; ;;=%ff"),
      "sec-fetch-site": often("same-origin", "cross-site", "x"),
      "content-type": often(
        "application/json",
        "application/json; charset=utf-16",
        "application/json;;",
        "text/plain",
        "text/csv",
        "multipart/form-data; boundary=",
        "application/x-www-form-urlencoded",
        "\u00ff/\u00ff",
      ),
      "if-match": often(
        '"@@revision@@"',
        '"0"',
        'W/"1"',
        "*",
        "",
        '"999999999999999999999"',
        '"1", "2"',
        long,
      ),
      "idempotency-key": often("", "a key", long, "\u00e9", "{}"),
      "ringback-project": often("@@projectId@@", "@@unknownId@@", "", "%"),
      accept: often("*/*", "text/html", "", long),
      "last-event-id": often("", "1", "-1", long),
      "x-forwarded-for": often("", "1.2.3.4", "x,,;"),
    })
    // Without the token, the cookie of a session counts.
    .map((all) => (all.cookie === "@@cookie@@" ? { ...all, authorization: "" } : all))
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== "")));

/** Requests of a route: most of them nearly right, so that they get past what is checked first. */
export function requestsOf(route: Route, learned: Learned): fc.Arbitrary<FuzzedRequest> {
  const key = `${route.method} ${route.url}`;
  const bodies = readByHand[key] ?? learned.body;
  return fc
    .record({
      path: pathOf(route.url),
      query: queryOf(learned.query ?? queriesByHand[key] ?? null),
      headers: headersOf(forPeople.test(route.url)),
      body: route.method === "GET" || route.method === "DELETE" ? fc.constant(null) : bodyOf(bodies),
    })
    .map(({ path, query, ...rest }) => ({ path: path + query, ...rest }));
}
