import { z } from "zod";
import { attemptErrorClasses } from "./delivery.ts";
import { limits } from "./limits.ts";
import { isoTime, pageQuery } from "./lists.ts";
import { deliveryStatuses, triggers } from "./words.ts";

/** What a list can be filtered by: the statuses, and `pending` by whether it was tried. */
export const shownStatuses = [...deliveryStatuses, "waiting", "retrying"] as const;

const statusList = z
  .string()
  .transform((text) => text.split(","))
  .refine((list) => list.every((status) => (shownStatuses as readonly string[]).includes(status)), {
    message: `must be among ${shownStatuses.join(", ")}`,
  });

/** Filters of deliveries, as they stand in a query. */
export const deliveryFilterQuery = z.object({
  callbackId: z.string().optional(),
  processId: z.string().optional(),
  leadId: z.string().optional(),
  activityId: z.string().optional(),
  referenceId: z.string().optional(),
  status: statusList.optional(),
  trigger: z.enum(triggers, { error: `must be one of ${triggers.join(", ")}` }).optional(),
  statusCode: z.coerce.number("must be a status code").int().min(100).max(599).optional(),
  errorClass: z
    .enum(attemptErrorClasses, { error: `must be one of ${attemptErrorClasses.join(", ")}` })
    .optional(),
  since: isoTime.optional(),
  until: isoTime.optional(),
  q: z.string().trim().max(limits.shortText).optional(),
});

/** `GET /deliveries`. */
export const deliveryListQuery = pageQuery.extend(deliveryFilterQuery.shape);
