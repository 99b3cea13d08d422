import type { en } from "./en/index.ts";

/** A text of the same form in any language. */
type InAnyLanguage<T> = T extends string
  ? string
  : T extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { [Key in keyof T]: InAnyLanguage<T[Key]> };

/** Every text of the dashboard, by groups; each language is an object of this type. */
export type Strings = InAnyLanguage<typeof en>;
