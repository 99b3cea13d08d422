import { createContext, useContext } from "react";
import { en } from "./en/index.ts";

export type Strings = typeof en;

/** The language in force; a second one is a second object of this type, chosen in `main.tsx`. */
export const StringsContext = createContext<Strings>(en);

/** The texts of the language in force. */
export const useStrings = (): Strings => useContext(StringsContext);
