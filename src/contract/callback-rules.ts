import { type FieldMessage, readBackSecretSchema } from "./callback-schema.ts";

/** The rules of one callback that look at the process or the deployment. Each names the wrong fields, none if right. */

/** An id must be that of a callback that the process has. */
export function wrongId(id: string | undefined, stored: readonly { id: string }[]): FieldMessage[] {
  if (id === undefined || stored.some((one) => one.id === id)) return [];
  const message = "This process has no callback with this id. Leave id out to add a new callback.";
  return [{ path: "id", message }];
}

/** Never a request from another address than those that the receiver approved. */
export function wrongSource(required: boolean | undefined, fixedSource: boolean): FieldMessage[] {
  if (!required || fixedSource) return [];
  const message =
    "This deployment has no fixed source address yet. Ask the operator to set EGRESS_FIXED_PROXY or EGRESS_FIXED_LOCAL_ADDRESS, or switch this off.";
  return [{ path: "requiresWhitelistedSource", message }];
}

const secretFields = {
  bearer: { field: "token", label: "Bearer Token" },
  header: { field: "value", label: "Auth Value" },
} as const;

/**
 * A secret that is left out, or sent as it was read back, stays only with the callback, the kind of authentication
 * and the origin that it was given for.
 *
 * @param callback the callback as sent in, whatever it holds
 * @param before the callback of the same id, if there is one
 * @param origin of its URL now; null where the URL is refused
 */
export function wrongSecret(
  callback: unknown,
  before: { url: string; auth: { type: string } } | undefined,
  origin: string | null,
): FieldMessage[] {
  const auth = isRecord(callback) ? callback.auth : undefined;
  if (!isRecord(auth) || (auth.type !== "bearer" && auth.type !== "header")) return [];
  const { field, label } = secretFields[auth.type];
  if (!readBackSecretSchema.optional().safeParse(auth[field]).success) return [];
  const path = `auth.${field}`;
  if (before?.auth.type !== auth.type) return [{ path, message: `Enter the ${label}.` }];
  if (origin === null || URL.parse(before.url)?.origin === origin) return [];
  const message = `Enter the ${label} again: the URL leads to another server now, and a stored secret stays with the one it was given for.`;
  return [{ path, message }];
}

/** Null is any; otherwise each must exist in the process, and stand there once. */
export function wrongNames(
  field: "dispositions" | "states",
  chosen: readonly string[] | null | undefined,
  existing: readonly string[],
): FieldMessage[] {
  const unknown = (chosen ?? []).flatMap((name, index) => {
    if (existing.includes(name)) return [];
    const message = `This process has no ${field.slice(0, -1)} "${name}". Choose one that it has.`;
    return [{ path: `${field}.${index}`, message }];
  });
  const known = (message: FieldMessage) => !unknown.some(({ path }) => path === message.path);
  return [...unknown, ...repeated(field, chosen).filter(known)];
}

/** Entries of a list that stand in it before. */
export function repeated(field: string, chosen: readonly string[] | null | undefined): FieldMessage[] {
  return (chosen ?? []).flatMap((entry, index) =>
    chosen?.indexOf(entry) === index
      ? []
      : [{ path: `${field}.${index}`, message: `"${entry}" is in the list twice. Remove one.` }],
  );
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
