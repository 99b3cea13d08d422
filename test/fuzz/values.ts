import fc from "fast-check";

/** Stands in generated requests for something that exists; `fillIn` puts it there when the request is sent. */
export const placeholder = (name: string): string => `@@${name}@@`;

/** Replaces each placeholder by what it stands for. */
export function fillIn(text: string, known: Readonly<Record<string, string>>): string {
  return text.replace(/@@(\w+)@@/g, (whole, name: string) => known[name] ?? whole);
}

/** Things that exist and have an id, by the names under which fields ask for them. */
export const knownIds = [
  "projectId",
  "processId",
  "leadId",
  "activityId",
  "callbackId",
  "deliveryId",
  "updateId",
  "jobId",
  "inspectorId",
  "userId",
  "tokenId",
  "invitationId",
] as const;

const nested = (levels: number, open: string, close: string): unknown =>
  JSON.parse(`${open.repeat(levels)}1${close.repeat(levels)}`);

/** Keys that objects take from elsewhere, or that something may take for its own. */
export const oddKeys = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "then",
  "",
  " ",
  "\ud800",
  "a.b",
  "$where",
];

/** Values that software has tripped over. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "\udfff\ud800",
    "\u202e\u200b\ufeff",
    "🙂".repeat(300),
    "e\u0301",
    "__proto__",
    "constructor",
    "' or 1=1 --",
    '"; drop table leads; --',
    "%",
    "_%\\",
    "*",
    "../../etc/passwd",
    "%00%ff",
    "\r\nX-Injected: 1",
    "{{7*7}}#{7*7}",
    "<script>alert(1)</script>",
    "NaN",
    "undefined",
    "true",
    "0x10",
    "1e999",
    "-0",
    "9007199254740993",
    "2026-02-30T00:00:00Z",
    "9999-12-31T23:59:60Z",
    "-271821-04-20T00:00:00.000Z",
    "+275760-09-13T00:00:00.001Z",
    "2026-01-12T04:54:00+99:99",
    "ffffffffffffffffffffffff",
    "000000000000000000000000",
    "6964F2C80000000000000000",
    0,
    -0,
    -1,
    0.1,
    1.5,
    1e-7,
    2 ** 31,
    2 ** 53,
    2 ** 63,
    1e21,
    Number.MAX_VALUE,
    -Number.MAX_VALUE,
    [],
    {},
    [null],
    [[]],
    nested(30, "[", "]"),
    nested(40, '{"a":', "}"),
    Array.from({ length: 1_001 }, () => ({})),
    Object.fromEntries(oddKeys.map((key) => [key, { polluted: true }])),
  ),
  { weight: 1, arbitrary: fc.constantFrom(257, 2_049, 16_385, 70_000).map((length) => "x".repeat(length)) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 30 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

/** Values of fields by their name, where only something that exists or has a certain form gets through. */
const byName: Record<string, fc.Arbitrary<unknown>> = {
  ...Object.fromEntries(
    knownIds.map((name) => [name, fc.constantFrom(...[name, name, name, "unknownId"].map(placeholder))]),
  ),
  id: fc.constantFrom(...["callbackId", "callbackId", ...knownIds].map(placeholder)),
  leadIds: fc.array(fc.constantFrom(placeholder("leadId"), placeholder("unknownId")), { maxLength: 3 }),
  currentPassword: fc.constantFrom(placeholder("password"), "another password"),
  referenceId: fc.constantFrom("R-1", "R-2", placeholder("unknownId")),
  phone: fc.nat({ max: 99_999 }).map((n) => `+9198765${String(n).padStart(5, "0")}`),
  email: fc.oneof(
    fc.constant(placeholder("email")),
    fc.nat({ max: 99_999 }).map((n) => `asha${n}@example.com`),
  ),
  url: fc.constantFrom(
    ...["/a", "/b?x=1"].map((path) => placeholder("receiver") + path),
    "http://localhost:9/closed",
    "https://name.example/hook",
    "http://[::1]:9/",
    "http://10.0.0.1/",
    "http://0x7f.1:9/",
  ),
  disposition: fc.constantFrom("Interested", "No Answer", "Unknown"),
  dispositions: fc.constantFrom(null, ["Interested"], []),
  states: fc.constantFrom<unknown>(null, ["interested"], [{ name: "first" }, { name: "second" }]),
  toState: fc.constantFrom("interested", "make_first_call", "nowhere"),
  targetState: fc.constantFrom("interested", "make_first_call", "nowhere"),
  recordingUrl: fc.constantFrom("https://example.com/a.mp3"),
  password: fc.constantFrom(placeholder("password"), "wrong"),
  token: fc.constantFrom(...["linkToken", "linkToken", "resetToken"].map(placeholder), "a bearer token"),
};

interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
}

/** Values of a JSON Schema as zod writes it; `mutated`: fields here and there are not what they should be. */
export function ofSchema(schema: JsonSchema, mutated: boolean, name = ""): fc.Arbitrary<unknown> {
  const known = byName[name];
  if (known !== undefined) return known;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map((one) => ofSchema(one, mutated)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case "string":
      return text(schema);
    case "number":
    case "integer":
      return number(schema);
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return fc.array(ofSchema(schema.items ?? {}, mutated), { maxLength: 3 });
    case "object":
      return object(schema, mutated);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function text({ format, pattern, minLength = 0, maxLength = 40 }: JsonSchema): fc.Arbitrary<string> {
  if (format === "date-time") {
    return fc.constantFrom("2026-01-12T04:54:00Z", "2026-01-12T10:24:00+05:30", "2030-12-31T23:59:59.999Z");
  }
  if (pattern?.includes("[0-9a-f]{24}")) return fc.constantFrom(...knownIds.map(placeholder));
  if (format !== undefined || pattern !== undefined) return fc.constantFrom("IN", "asha@example.com", "x1");
  const edges = [minLength, maxLength, maxLength + 1].map((length) => fc.constant("y".repeat(length)));
  return fc.oneof(
    { weight: 12, arbitrary: fc.string({ minLength, maxLength: Math.min(maxLength, 40) }) },
    ...edges,
  );
}

function number({ type, minimum = -1_000, maximum = 1_000 }: JsonSchema): fc.Arbitrary<number> {
  const [min, max] = [Math.max(minimum, -1e9), Math.min(maximum, 1e9)];
  const within =
    type === "integer"
      ? fc.integer({ min: Math.ceil(min), max: Math.floor(max) })
      : fc.double({ min, max, noNaN: true });
  return fc.oneof({ weight: 12, arbitrary: within }, fc.constantFrom(min, max, min - 1, max + 1, min + 0.5));
}

/** What is needed and at most one thing more, so that few rules between fields stand in the way. */
function sparse(
  fields: Record<string, fc.Arbitrary<unknown>>,
  required: readonly string[],
): fc.Arbitrary<object> {
  const part = (names: readonly string[]) =>
    fc.record(Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name))));
  const optional = Object.keys(fields).filter((name) => !required.includes(name));
  return fc.constantFrom(...[...optional, ""]).chain((name) => part([...required, name]));
}

function object({ properties = {}, required = [] }: JsonSchema, mutated: boolean): fc.Arbitrary<object> {
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => {
      const right = ofSchema(schema, mutated, name);
      return [name, mutated ? fc.oneof({ weight: 9, arbitrary: right }, hostile) : right];
    }),
  );
  const whole = fc.record(fields, { requiredKeys: mutated ? [] : required });
  if (!mutated) return fc.oneof(whole, sparse(fields, required));
  const extra = fc.dictionary(fc.constantFrom(...oddKeys), hostile, { maxKeys: 1 });
  return fc
    .tuple(whole, extra)
    .map(([one, more]) => Object.fromEntries([...Object.entries(one), ...Object.entries(more)]));
}
