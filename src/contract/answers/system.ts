import { z } from "zod";
import { text } from "./common.ts";

export const healthAnswer = z.object({ status: z.literal("ok"), version: text });
export const readyAnswer = z.object({ status: z.literal("ready") });

export const egress = z.object({
  fixed: z.boolean().describe("Whether callbacks can be sent from a fixed source"),
  sources: z.array(text).describe("Its public addresses"),
});

export const deployment = z.object({
  version: text,
  local: z.boolean(),
  publicUrl: text,
  retryScheduleMs: z.array(z.number()),
  callbackTimeoutMs: z.number(),
  callbackConcurrency: z.number(),
  retentionDays: z.number(),
  failedRetentionDays: z.number(),
  egress: egress.extend({ allowLoopback: z.boolean(), allow: z.array(text) }),
});
