import { z } from "zod";
import { limits } from "./limits.ts";

/** Fields of a lead that a column can be; `metadata` is a whole JSON object, `metadata.<key>` one entry of it. */
export const leadColumns = [
  "name",
  "firstName",
  "lastName",
  "phone",
  "email",
  "referenceId",
  "groupId",
  "metadata",
] as const;
export type LeadColumn = (typeof leadColumns)[number];

/** What a column of a file becomes; null leaves it out. */
export type ColumnTarget = LeadColumn | `metadata.${string}` | null;

const isTarget = (text: string): boolean =>
  (leadColumns as readonly string[]).includes(text) ||
  (text.startsWith("metadata.") && text.length > "metadata.".length);

/** The targets of columns by their names; an empty one leaves the column out, one not named is guessed. */
export const columnMapping = z.record(
  z.string().max(limits.shortText),
  z
    .string()
    .max(limits.shortText)
    .nullable()
    .transform((text) => (text === "" ? null : text))
    .refine((text) => text === null || isTarget(text), {
      message: `must be one of ${leadColumns.join(", ")}, metadata.<key>, or empty to leave the column out`,
    })
    .transform((text) => text as ColumnTarget),
);

/** Spellings in headers, without spaces, punctuation and case. */
const spellings: Record<Exclude<LeadColumn, "metadata">, readonly string[]> = {
  name: ["name", "fullname", "leadname", "customername", "customer", "contactname", "contact", "studentname"],
  firstName: ["firstname", "givenname", "fname", "forename"],
  lastName: ["lastname", "surname", "familyname", "lname"],
  phone: [
    "phone",
    "phonenumber",
    "phoneno",
    "mobile",
    "mobilenumber",
    "mobileno",
    "mobilephone",
    "contactnumber",
    "contactno",
    "cell",
    "cellphone",
    "telephone",
    "tel",
    "whatsapp",
    "whatsappnumber",
  ],
  email: ["email", "emailaddress", "emailid", "mail", "mailid"],
  referenceId: [
    "referenceid",
    "reference",
    "ref",
    "refid",
    "externalid",
    "leadid",
    "customerid",
    "id",
    "crmid",
  ],
  groupId: ["groupid", "group"],
};

/** Columns of our own exports that an import does not take: the server says them itself. */
const ofExports = [
  "_id",
  "processId",
  "currentState",
  "lastDisposition",
  "incoming",
  "onCall",
  "createdAt",
  "updatedAt",
];

/** What our own list of refused rows has in front of the columns of the file. */
export const refusedColumns = ["row", "column", "error"] as const;

/** The names of a file's columns: each is there, and once, so that it can be mapped. */
export function columnNames(header: readonly string[]): string[] {
  const taken = new Set<string>();
  return header.map((cell, index) => {
    const given = cell.trim() || `Column ${index + 1}`;
    let name = given;
    for (let n = 2; taken.has(name); n += 1) name = `${given} (${n})`;
    taken.add(name);
    return name;
  });
}

/**
 * What the columns of a file most likely are, by their names; what says nothing becomes metadata under its own name.
 * Each field of a lead is taken once, by the first column that fits. Files that Ringback wrote are known by theirs.
 */
export function guessColumns(names: readonly string[]): ColumnTarget[] {
  const exported = names[0] === "_id" && names.includes("currentState");
  const refused = refusedColumns.every((name, index) => names[index] === name);
  const taken = new Set<string>();
  return names.map((name, index): ColumnTarget => {
    if (exported && ofExports.includes(name)) return null;
    if (refused && index < refusedColumns.length) return null;
    const plain = name.replace(/[\s_\-.#:()]/g, "").toLowerCase();
    const field =
      name === "metadata" || /^metadata\../.test(name)
        ? (name as ColumnTarget)
        : (leadColumns.find((one) => one !== "metadata" && spellings[one].includes(plain)) ?? null);
    if (field === null || taken.has(field)) return `metadata.${name}`;
    taken.add(field);
    return field;
  });
}
