import type { LeadRecord } from "../../outreach/model.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

/** A lead as the compatible lead API shows it. */
export function presentLead(lead: LeadRecord) {
  return {
    _id: lead.id,
    name: lead.name,
    firstName: lead.firstName,
    lastName: lead.lastName,
    phone: lead.phone,
    email: lead.email,
    projectId: lead.projectId,
    processId: lead.processId,
    groupId: lead.groupId,
    referenceId: lead.referenceId,
    currentState: lead.currentState,
    metadata: JSON.parse(lead.metadata) as Record<string, unknown>,
    createdAt: iso(lead.createdAt),
    updatedAt: iso(lead.updatedAt),
  };
}

/** The short form of `?v=1.2`. */
export function presentLeadShort(lead: LeadRecord) {
  return { _id: lead.id, referenceId: lead.referenceId, currentState: lead.currentState };
}

/** A lead with what happened to it; `masked` hides phone and email. */
export function presentLeadInFull(lead: LeadRecord, masked: boolean) {
  const shown = presentLead(lead);
  return {
    ...shown,
    ...(masked && { phone: maskPhone(lead.phone), email: maskEmail(lead.email) }),
    lastDisposition: lead.lastDisposition,
    incoming: lead.incoming,
    onCall: lead.onCallSince !== null,
  };
}

/** Every digit but the last four becomes `*`. */
export function maskPhone(phone: string | null): string | null {
  if (phone === null) return null;
  const digits = phone.replace(/\D/g, "").length;
  let seen = 0;
  return phone.replace(/\d/g, (digit) => {
    seen += 1;
    return seen > digits - 4 ? digit : "*";
  });
}

/** Everything before the `@` but the first letter becomes `*`. */
export function maskEmail(email: string | null): string | null {
  return (
    email?.replace(
      /^(.)(.*)(@.*)$/,
      (_, first: string, rest: string, host: string) => first + "*".repeat(rest.length) + host,
    ) ?? null
  );
}
