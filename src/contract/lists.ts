import { z } from "zod";
import { limits } from "./limits.ts";

/** Query of every list: `limit` (1..200, default 50) and the `cursor` of the page before. */
export const pageQuery = z.object({
  limit: z.coerce
    .number({ error: "must be a whole number" })
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(limits.pageMost, `must be at most ${limits.pageMost}`)
    .default(limits.pageDefault),
  cursor: z
    .string()
    .regex(/^[0-9a-f]{24}(?:\.\d{1,15})?$/, "is not a cursor of this list")
    .optional(),
});

/** A time as ISO 8601 with a zone, in ms since the epoch. */
export const isoTime = z.iso
  .datetime({ offset: true, error: "must be an ISO 8601 time with a zone, such as 2026-01-12T04:54:00Z" })
  .transform((text) => Date.parse(text));

/** `true` or `false` in a query. */
export const queryFlag = z
  .enum(["true", "false"], { error: "must be true or false" })
  .transform((text) => text === "true");
