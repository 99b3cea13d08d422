/** The languages of the dashboard, each by its own name. */
export const languages = { en: "English", hi: "हिन्दी" } as const;
export type Language = keyof typeof languages;

/** Where this browser keeps the chosen one. */
export const languageKey = "ringback.language";

const isLanguage = (text: string): text is Language => Object.hasOwn(languages, text);

/** The chosen language, else the first of the person's own that there is, else English. */
export function pickLanguage(chosen: string | null, preferred: readonly string[]): Language {
  const wanted = [...(chosen === null ? [] : [chosen]), ...preferred.map((tag) => tag.slice(0, 2))];
  return wanted.find(isLanguage) ?? "en";
}

/** The language in force; it stays until the page is loaded anew. */
export const language = pickLanguage(
  "document" in globalThis ? globalThis.localStorage.getItem(languageKey) : null,
  globalThis.navigator?.languages ?? [],
);

/** How numbers and times are written: as the person has it within the language, such as `en-IN`. */
export const locale =
  (globalThis.navigator?.languages ?? []).find((tag) => tag.startsWith(language)) ??
  { en: "en", hi: "hi-IN" }[language];
