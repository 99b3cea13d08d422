import { z } from "zod";
import { limits } from "./limits.ts";
import { dispositionTypes, processStatuses } from "./words.ts";

const name = z.string().trim().min(1, "must not be empty").max(120, "must be at most 120 characters");

const state = z.strictObject({ name });

const disposition = z.strictObject({
  name,
  type: z.enum(dispositionTypes, { error: "must be success, failure or neutral" }),
  description: z.string().max(1_000, "must be at most 1000 characters").default(""),
  toState: z
    .string()
    .nullish()
    .transform((text) => text ?? null),
});

function refuseRepeats(items: readonly { name: string }[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    if (seen.has(item.name)) {
      context.addIssue({ code: "custom", path: [index, "name"], message: `"${item.name}" is there twice` });
    }
    seen.add(item.name);
  }
}

/** What a person sets of a process, Advanced Settings apart. */
export const processFields = z.object({
  name,
  description: z.string().max(limits.longText, `must be at most ${limits.longText} characters`),
  status: z.enum(processStatuses, { error: "must be active, paused or archived" }),
  defaultCountry: z.string().regex(/^[A-Z]{2}$/, "must be a country code of two capital letters, such as IN"),
  allowDuplicates: z.boolean(),
  states: z.array(state).max(limits.states, `must be at most ${limits.states}`).superRefine(refuseRepeats),
  dispositions: z
    .array(disposition)
    .max(limits.dispositions, `must be at most ${limits.dispositions}`)
    .superRefine(refuseRepeats),
});

export type ProcessFields = z.output<typeof processFields>;

/** What a new process starts with (API.md "Management API"). */
export const newProcessDefaults: Omit<ProcessFields, "name"> = {
  description: "",
  status: "active",
  defaultCountry: "IN",
  allowDuplicates: false,
  states: [
    { name: "make_first_call" },
    { name: "schedule_second_call" },
    { name: "interested" },
    { name: "not_interested" },
  ],
  dispositions: [
    { name: "Interested", type: "success", description: "", toState: "interested" },
    { name: "Not Interested", type: "failure", description: "", toState: "not_interested" },
    { name: "No Answer", type: "neutral", description: "", toState: null },
    { name: "Call Back Later", type: "neutral", description: "", toState: null },
    { name: "Attempted", type: "neutral", description: "", toState: null },
  ],
};

/** Errors that only the whole shows: a disposition that moves to a state which the process does not have. */
export function checkProcess(
  fields: Pick<ProcessFields, "states" | "dispositions">,
): { path: string; message: string }[] {
  const states = new Set(fields.states.map((item) => item.name));
  return fields.dispositions.flatMap((item, index) =>
    item.toState === null || states.has(item.toState)
      ? []
      : [{ path: `dispositions.${index}.toState`, message: `"${item.toState}" is not one of the states` }],
  );
}
