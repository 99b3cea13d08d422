import { z } from "zod";
import { jobKinds, jobStatuses, replaySelections } from "../words.ts";
import { count, id, pageOf, text, time } from "./common.ts";

export const job = z
  .object({
    id,
    kind: z.enum(jobKinds),
    callbackId: id,
    processId: id.nullable(),
    status: z.enum(jobStatuses),
    since: time,
    until: time.nullable(),
    only: z.enum(replaySelections).nullable(),
    total: count.nullable().describe("Null until it was counted"),
    done: count,
    error: text.nullable(),
    createdAt: time,
    endedAt: time.nullable(),
  })
  .meta({ id: "Job" });
export const jobPage = pageOf(job);

export const jobBegun = z.object({ jobId: id });
export const jobCounted = z.object({ count: count.describe("How many would be sent") });
