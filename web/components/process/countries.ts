import { locale } from "../../language.ts";

/** Codes that name no country that phone numbers belong to. */
const none = new Set(["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"]);

/** Of the codes that mean the same, the one in use now: its name stands first under no other code. */
function codes(names: Intl.DisplayNames): string[] {
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  return letters
    .flatMap((one) => letters.map((other) => one + other))
    .filter((code) => !none.has(code) && names.of(code) !== undefined)
    .filter((code) => Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`);
}

/**
 * The countries by name in the person's language.
 *
 * @param chosen a code that is there, whatever it is
 */
export function countries(chosen: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(locale, { type: "region", fallback: "none" });
  const all = new Set([...codes(names), chosen]);
  return [...all]
    .map((code) => {
      const name = /^[A-Z]{2}$/.test(code) ? names.of(code) : undefined;
      return { value: code, label: name === undefined ? code : `${name} (${code})` };
    })
    .sort((one, other) => one.label.localeCompare(other.label, locale));
}
