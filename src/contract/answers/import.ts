import { z } from "zod";
import { importStatuses } from "../words.ts";
import { count, id, pageOf, text, time } from "./common.ts";

const shown = {
  id,
  processId: id,
  fileName: text.nullable(),
  dryRun: z.boolean(),
  init: z.boolean(),
  status: z.enum(importStatuses),
  columns: z
    .array(
      z.object({ name: text, target: text.nullable().describe("What it becomes; null: it is left out") }),
    )
    .nullable()
    .describe("Null until the header was read"),
  rows: count,
  imported: count,
  existing: count.describe("Rows whose phone, email or reference a lead has already"),
  failed: count,
  error: text.nullable().describe("Why it did not come to its end"),
  createdAt: time,
  endedAt: time.nullable(),
};

export const importedFile = z
  .object({
    ...shown,
    errors: z
      .array(
        z.object({
          row: count.describe("The header is row 1"),
          column: text.nullable(),
          error: text,
          existing: z.boolean(),
          values: z.array(text),
        }),
      )
      .describe("The first rows that were not taken; `errors.csv` has all of them"),
  })
  .meta({ id: "Import" });
export const importPage = pageOf(z.object(shown).meta({ id: "ListedImport" }));
