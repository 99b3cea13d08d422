import { z } from "zod";
import { columnMapping } from "./csv-columns.ts";
import { limits } from "./limits.ts";
import { pageQuery } from "./lists.ts";

/** How a file of leads is to be taken; the file comes after it. */
export const importRequest = z.object({
  fileName: z.string().max(limits.shortText, `must be at most ${limits.shortText} characters`).nullish(),
  columns: columnMapping.default({}),
  init: z.boolean().default(true),
  dryRun: z.boolean().default(false),
});

export const importListQuery = pageQuery.extend({ processId: z.string().optional() });
