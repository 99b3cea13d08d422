import { z } from "zod";

/** What answers are made of. These schemas say what the API answers; its tests hold each answer against them. */

/** 24 hex characters, in the order of time. */
export const id = z.string().regex(/^[0-9a-f]{24}$/);

/** ISO 8601, UTC. */
export const time = z.iso.datetime();

/** Any JSON value. */
export const anyJson = z.unknown();
export const anyObject = z.record(z.string(), z.unknown());
export const text = z.string();
export const count = z.int().min(0);

/** One page of a list, newest first. */
export const pageOf = <T extends z.ZodType>(entry: T) =>
  z.object({
    data: z.array(entry),
    nextCursor: text.nullable().describe("The `cursor` of the next page; null on the last one"),
  });

export const fieldError = z
  .object({ path: text.describe("The way to the field, joined by dots; empty for the whole"), message: text })
  .meta({ id: "FieldError" });

/** RFC 9457, with the fields that clients of the compatible API read. */
export const problem = z
  .looseObject({
    type: text,
    title: text,
    status: z.int(),
    detail: text.describe("What is wrong, for a person"),
    success: z.literal(false),
    error: text.describe("The same as `detail`"),
    errors: z.array(fieldError).optional().describe("One for each wrong field"),
    existingLeadId: id.optional().describe("The lead that holds what was to be unique"),
  })
  .meta({ id: "Problem" });
