import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js";
import type { Refusal } from "./model.ts";
import { texts } from "./texts.ts";

/**
 * A phone number in E.164. Refused where its national number repeats one digit throughout, before anything else
 * about it, and where it is not possible by libphonenumber's rules of length and country; it need not be assigned.
 *
 * @param country ISO 3166 code that a number without `+` belongs to
 */
export function normalisePhone(text: string, country: string): { phone: string } | { refusal: Refusal } {
  const home = isSupportedCountry(country) ? (country as CountryCode) : undefined;
  // The whole text must be the number: none is picked out of a sentence.
  const parsed = parsePhoneNumberFromString(text, {
    ...(home !== undefined && { defaultCountry: home }),
    extract: false,
  });
  const national = parsed?.nationalNumber ?? text.replace(/\D/g, "");
  // Where what follows a trunk 0 is no number of the country, the 0 stays in front.
  if (/^0*(\d)\1+$/.test(national)) {
    return { refusal: { status: 400, path: "phone", error: texts.repeatingDigits } };
  }
  if (parsed === undefined || !parsed.isPossible()) {
    const error = `"${text}" is not a possible phone number: give it with its country, such as +91 98765 43210`;
    return { refusal: { status: 400, path: "phone", error } };
  }
  return { phone: parsed.number };
}

/** First and last name of a full one, or the full one of its parts: each is there where it can be told. */
export function completeNames(given: {
  name: string | null;
  firstName: string | null;
  lastName: string | null;
}) {
  const { name, firstName, lastName } = given;
  const full = name ?? [firstName, lastName].filter((part) => part !== null).join(" ");
  if (firstName !== null || lastName !== null) return { name: full, firstName, lastName };
  const [first, ...rest] = full.split(/\s+/);
  return { name: full, firstName: first ?? null, lastName: rest.length > 0 ? rest.join(" ") : null };
}
