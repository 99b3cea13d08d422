import { newLead } from "../contract/lead-requests.ts";
import { limits } from "../contract/limits.ts";
import type { NewLead, Refusal } from "../outreach/model.ts";
import { completeNames, normalisePhone } from "../outreach/phone.ts";
import { texts } from "../outreach/texts.ts";
import type { AppContext } from "./context.ts";
import { fieldErrors, isObject } from "./parse.ts";
import type { FieldError } from "./problem.ts";

export type LeadInput = { lead: NewLead } | { refusal: Refusal; errors: FieldError[] };

/** The default country of a process, or null where the project has no such process. */
export type CountryOf = (processId: string) => Promise<string | null>;

const refuse = (status: Refusal["status"], error: string, errors: FieldError[] = []): LeadInput => ({
  refusal: { status, error },
  errors,
});

/** Judges one lead that is to be created, in the order in which the compatible API does, and normalises it. */
export async function readNewLead(
  input: unknown,
  projectId: string,
  init: boolean,
  countryOf: CountryOf,
): Promise<LeadInput> {
  if (!isObject(input)) return refuse(400, texts.leadOrIdRequired);
  if (typeof input.projectId !== "string") return refuse(400, texts.projectIdRequired);
  if (input.projectId !== projectId) return refuse(403, texts.projectMismatch);
  const processId = input.processId;
  if (typeof processId !== "string") {
    const error = "processId is required in lead object";
    return refuse(400, error, [{ path: "processId", message: error }]);
  }
  const country = await countryOf(processId);
  if (country === null) return refuse(404, texts.processNotFound(processId));
  const parsed = newLead.safeParse(input);
  const phone = typeof input.phone === "string" && input.phone.trim() !== "" ? input.phone.trim() : null;
  const normalised = phone === null ? { phone: null } : normalisePhone(phone, country);
  if ("refusal" in normalised && normalised.refusal.error === texts.repeatingDigits) {
    return { refusal: normalised.refusal, errors: [{ path: "phone", message: texts.repeatingDigits }] };
  }
  const errors = parsed.success ? [] : fieldErrors(parsed.error);
  if ("refusal" in normalised) errors.push({ path: "phone", message: normalised.refusal.error });
  if (!parsed.success || "refusal" in normalised) {
    const first = errors[0];
    return refuse(400, first === undefined ? "Bad request" : `${first.path}: ${first.message}`, errors);
  }
  const { groupId, email, referenceId } = parsed.data;
  const metadata = JSON.stringify(parsed.data.metadata);
  if (Buffer.byteLength(metadata) > limits.metadata) {
    const error = texts.metadataTooLarge;
    return refuse(400, error, [{ path: "metadata", message: error }]);
  }
  return {
    lead: {
      processId,
      groupId,
      ...completeNames(parsed.data),
      phone: normalised.phone,
      email,
      referenceId,
      metadata,
      init,
    },
  };
}

/** Countries of the processes that a request names, each read once. */
export function countryOf({ store }: Pick<AppContext, "store">, projectId: string): CountryOf {
  const known = new Map<string, Promise<string | null>>();
  return (id) => {
    const found =
      known.get(id) ??
      store.read.processById({ projectId, id }).then((read) => read?.process.default_country ?? null);
    known.set(id, found);
    return found;
  };
}
