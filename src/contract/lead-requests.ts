import { z } from "zod";
import { limits } from "./limits.ts";
import { isoTime, pageQuery, queryFlag } from "./lists.ts";

const shortText = z.string().max(limits.shortText, `must be at most ${limits.shortText} characters`);

/** Empty counts as not given: forms and spreadsheets send it for what is unknown. */
const optionalText = shortText
  .nullish()
  .transform((text) => (text == null || text.trim() === "" ? null : text.trim()));

const email = optionalText
  .transform((text) => text?.toLowerCase() ?? null)
  .refine((text) => text === null || z.email().safeParse(text).success, {
    message: "is not an email address",
  });

const metadata = z.record(z.string(), z.json(), { error: "must be an object" });

/** One lead to create, its form only; the phone is judged against the process's country. */
export const newLead = z
  .object({
    groupId: optionalText,
    phone: optionalText,
    email,
    name: optionalText,
    firstName: optionalText,
    lastName: optionalText,
    referenceId: optionalText,
    metadata: metadata.nullish().transform((given) => given ?? {}),
  })
  .superRefine((lead, context) => {
    if (lead.phone === null && lead.email === null) {
      context.addIssue({ code: "custom", path: ["phone"], message: "phone or email is required" });
    }
    if (lead.name === null && lead.firstName === null) {
      context.addIssue({ code: "custom", path: ["name"], message: "name or firstName is required" });
    }
  });

const given = shortText.trim().min(1, "must not be empty");

/** The fields of `leads/update` that are not its target; left out means unchanged. */
export const leadUpdate = z.object({
  name: given.optional(),
  firstName: shortText.optional(),
  lastName: shortText.optional(),
  phone: given.optional(),
  email: z.string().trim().toLowerCase().pipe(z.email("is not an email address")).optional(),
  referenceId: given.optional(),
  metadata: metadata.optional(),
  targetState: shortText.nullish(),
  disposition: shortText.nullish(),
  userId: shortText.nullish(),
});

/** Names of the fields of `leads/update`; without `metadata`, every other field is merged into it. */
export const leadUpdateFields: readonly string[] = [
  ...Object.keys(leadUpdate.shape),
  "leadId",
  "projectId",
  "processId",
];

export const leadListQuery = pageQuery.extend({
  processId: z.string().optional(),
  state: z.string().optional(),
  disposition: z.string().optional(),
  incoming: queryFlag.optional(),
  q: z.string().trim().max(limits.shortText).optional(),
  updatedSince: isoTime.optional(),
  masked: queryFlag.optional(),
});
