import { language } from "../language.ts";
import { en } from "./en/index.ts";
import type { Strings } from "./texts.ts";
import { translator } from "./told.ts";

export type { Strings };

interface InForce {
  strings: Strings;
  told: (text: string) => string;
}

const inForce: InForce = { strings: en, told: (text) => text };

/** Loads the language in force, where it is not English; nothing may be shown before. */
export async function loadLanguage(): Promise<Strings> {
  if (language === "hi") {
    const { hi, told } = await import("./hi/index.ts");
    inForce.strings = hi;
    inForce.told = translator(told);
  }
  return inForce.strings;
}

/** The texts of the language in force. */
export const useStrings = (): Strings => inForce.strings;

/** What the server says, in the language in force; as it is where nobody has translated it. */
export const told = (text: string): string => inForce.told(text);
