import { z } from "zod";
import { activity } from "./activity.ts";
import { anyJson, anyObject, count, id, pageOf, text, time } from "./common.ts";

const fields = {
  _id: id,
  name: text.nullable(),
  firstName: text.nullable(),
  lastName: text.nullable(),
  phone: text.nullable().describe("E.164"),
  email: text.nullable().describe("In lower case"),
  projectId: id,
  processId: id,
  groupId: text.nullable(),
  referenceId: text.nullable(),
  currentState: text.nullable().describe("One of the process's states; null until it is initiated"),
  metadata: anyObject,
  createdAt: time,
  updatedAt: time,
};

/** A lead as initiate answers it. */
export const lead = z.object(fields).meta({ id: "Lead" });

const moreOfLead = {
  lastDisposition: text.nullable(),
  incoming: z.boolean().describe("Whether the lead has called in"),
  onCall: z.boolean().describe("Whether a call is in progress"),
};
export const leadInFull = z.object({ ...fields, ...moreOfLead }).meta({ id: "LeadInFull" });

export const initiated = z.object({ success: z.literal(true), ...fields }).meta({ id: "InitiatedLead" });

const leadShort = z
  .object({ _id: id, referenceId: text.nullable(), currentState: text.nullable() })
  .meta({ id: "LeadShort" });

export const bulkInitiated = z.object({
  success: z.array(z.union([lead, leadShort])).describe("With `v=1.2` only the short form of each"),
  errors: z.array(
    z.object({
      data: anyJson.describe("The entry as it came"),
      referenceId: anyJson.describe("The entry's own, null where it has none"),
      error: text,
      existingLeadId: id.optional().describe("The lead that holds what was to be unique"),
    }),
  ),
});

export const updateAccepted = z.object({
  success: z.literal(true),
  message: text,
  updateId: id.describe("The outcome arrives under this id, as a callback"),
});

export const leadAnswer = z.object({
  success: z.literal(true),
  data: z.object({
    ...fields,
    ...moreOfLead,
    activities: z.array(activity).describe("The newest 200, newest first"),
  }),
});

export const leadPage = pageOf(leadInFull);

const counted = z.array(z.object({ name: text.nullable(), count }));
export const leadCounts = z.object({
  total: count.describe("At most 200,000 are counted"),
  states: counted,
  dispositions: counted,
  truncated: z.boolean().describe("Whether there are more leads than were looked at, the newest"),
});
