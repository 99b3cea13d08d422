import type { NewLead, Refusal } from "../../outreach/model.ts";
import { texts } from "../../outreach/texts.ts";

/**
 * What the leads of earlier rows would have taken, for a rehearsal that stores none of them: within a process, phone,
 * email and reference are unique in any case.
 */
export class KnownLeads {
  readonly #references = new Set<string>();
  readonly #phones = new Set<string>();
  readonly #emails = new Set<string>();

  /** Why a lead could not be made after those, in the words of the real import, or null. */
  refusal({ referenceId, phone, email }: NewLead): Refusal | null {
    if (referenceId !== null && this.#references.has(referenceId))
      return { status: 400, path: "referenceId", error: texts.referenceTaken(referenceId) };
    if (phone !== null && this.#phones.has(phone))
      return { status: 400, path: "phone", error: texts.phoneTaken };
    if (email !== null && this.#emails.has(email))
      return { status: 400, path: "email", error: texts.emailTaken(email) };
    return null;
  }

  add({ referenceId, phone, email }: NewLead): void {
    if (referenceId !== null) this.#references.add(referenceId);
    if (phone !== null) this.#phones.add(phone);
    if (email !== null) this.#emails.add(email);
  }
}
