import { z } from "zod";
import { checkAuthKey, checkAuthValue, checkBearerToken } from "./auth-header.ts";
import { urlNeeded } from "./callback-url.ts";
import { deliveryOrders, payloadFormats, signingSchemes, triggers } from "./words.ts";

/** Most callbacks of one process. */
export const maxCallbacks = 20;
/** Longest name of a callback, in characters. */
export const maxCallbackName = 80;
/** Most dispositions, or states, that one callback can be narrowed to. */
const maxNames = 200;
/** Requests per second. */
export const rateLimitRange = { min: 0.1, max: 10_000 } as const;
/** Milliseconds. */
export const timeoutRange = { min: 100, max: 60_000, default: 15_000 } as const;

/** A string under a rule that says what is wrong in words, or null; what it says of "" is said of a missing one. */
function ruled(rule: (text: string) => string | null) {
  return z
    .string({ error: (issue) => (issue.input === undefined ? rule("") : null) })
    .superRefine((text, context) => {
      const message = rule(text);
      if (message !== null) context.addIssue({ code: "custom", message });
    });
}

function checkName(name: string): string | null {
  if (name === "") return "Enter a name.";
  if (name.length > maxCallbackName) return `The name can have at most ${maxCallbackName} characters.`;
  // The databases take neither NUL nor half a character, and a name is one line.
  if (/\p{Cc}/u.test(name) || !name.isWellFormed()) {
    return "The name contains a control or broken character. Remove it.";
  }
  return null;
}

/** A stored secret as the API reads it back; `last4` only of secrets of 12 characters or more. */
export const readBackSecretSchema = z.strictObject({ set: z.literal(true), last4: z.string().optional() });

const secret = (rule: (text: string) => string | null) =>
  z.union([ruled(rule), readBackSecretSchema], {
    error: "This must be text, or left out to keep what is stored.",
  });

export const callbackAuthSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("none") }),
  z.strictObject({ type: z.literal("bearer"), token: secret(checkBearerToken).optional() }),
  z.strictObject({
    type: z.literal("header"),
    key: ruled(checkAuthKey),
    value: secret(checkAuthValue).optional(),
  }),
]);

/** What the API answers with and ignores when it is sent back. */
export const readOnlyFields = {
  revision: z.unknown().optional(),
  status: z.unknown().optional(),
  warnings: z.unknown().optional(),
  state: z.unknown().optional(),
  pausedReason: z.unknown().optional(),
  pausedAt: z.unknown().optional(),
  failingSince: z.unknown().optional(),
};

const names = z
  .array(z.string())
  .min(1, "Choose at least one, or null for any.")
  .max(maxNames, `At most ${maxNames} can be chosen here. Write null for any.`)
  .nullable()
  .default(null);
const rateLimitMessage = `This must be from ${rateLimitRange.min} to 10,000 requests per second, or null for no limit.`;
const timeoutMessage = "This must be a whole number of milliseconds from 100 to 60,000.";

/**
 * One Lead Update Callback as it is sent in. The rules that depend on the process and the deployment (URL, stored
 * secrets, existing states) are in advanced-settings.ts.
 */
export const callbackInputSchema = z.strictObject({
  id: z.string().optional(),
  name: z.string().trim().pipe(ruled(checkName)).optional(),
  enabled: z.boolean().default(true),
  url: z.string({ error: (issue) => (issue.input === undefined ? urlNeeded : null) }),
  payloadFormat: z.enum(payloadFormats).default("activity_update"),
  requiresWhitelistedSource: z.boolean().default(false),
  auth: callbackAuthSchema.default({ type: "none" }),
  triggers: z
    .array(z.enum(triggers))
    .min(1, "Choose at least one trigger, or switch the callback off.")
    .default([...triggers]),
  dispositions: names,
  states: names,
  order: z.enum(deliveryOrders).default("per_lead"),
  rateLimit: z
    .number()
    .min(rateLimitRange.min, rateLimitMessage)
    .max(rateLimitRange.max, rateLimitMessage)
    .nullable()
    .default(null),
  timeoutMs: z
    .number()
    .int(timeoutMessage)
    .min(timeoutRange.min, timeoutMessage)
    .max(timeoutRange.max, timeoutMessage)
    .default(timeoutRange.default),
  signing: z.enum(signingSchemes).default("v1"),
  ...readOnlyFields,
});
export type CallbackInput = z.output<typeof callbackInputSchema>;

/** The body of `PUT …/advanced-settings`. */
export const advancedSettingsInputSchema = z.strictObject({
  leadUpdateCallbacks: z
    .array(callbackInputSchema)
    .max(maxCallbacks, `A process can have at most ${maxCallbacks} callbacks.`),
  ...readOnlyFields,
});

/** `path` is the way to the field, joined by dots (`leadUpdateCallbacks.0.url`); `message` is for a person. */
export interface FieldMessage {
  path: string;
  message: string;
}

/** The same where what was checked stands below another field; an empty prefix is the top. */
export function below(prefix: string, { path, message }: FieldMessage): FieldMessage {
  return { path: [prefix, path].filter((part) => part !== "").join("."), message };
}

/** What zod found, as one message for each wrong field. */
export function fieldMessages(error: z.ZodError | undefined): FieldMessage[] {
  const found = new Map<string, string>();
  for (const issue of error?.issues ?? []) {
    const keys = issue.code === "unrecognized_keys" ? issue.keys : [];
    for (const key of keys) {
      found.set(
        pathOf([...issue.path, key]),
        `"${key}" is not a setting here. Remove it, or check its spelling.`,
      );
    }
    const path = pathOf(issue.path);
    if (keys.length === 0 && !found.has(path)) found.set(path, issue.message);
  }
  return [...found].map(([path, message]) => ({ path, message }));
}

function pathOf(keys: readonly PropertyKey[]): string {
  return keys.map(String).join(".");
}

const typeWords: Record<string, string> = {
  string: "text",
  boolean: "true or false",
  number: "a number",
  array: "a list",
  object: "an object",
};

/** Says what zod found in words; given to `safeParse` as its `error`. */
export function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_type") {
    if (issue.input === undefined) return "This is needed.";
    return `This must be ${typeWords[issue.expected] ?? issue.expected}.`;
  }
  if (issue.code === "invalid_value") return `Choose one of ${issue.values.map(String).join(", ")}.`;
  // The one union without words of its own is the kind of authentication.
  if (issue.code === "invalid_union") return "Choose one of none, bearer, header.";
  return undefined;
}
