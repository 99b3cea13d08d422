import { createContext, useContext } from "react";
import type { Deployment } from "../../api/deployment.ts";
import type { FormAction } from "./form-state.ts";

/** What every control of the page's form may need. It changes seldom, so that typing draws little anew. */
export interface FormContextValue {
  processId: string;
  processName: string;
  deployment: Deployment;
  /** Names, for what a callback can be narrowed to. */
  states: readonly string[];
  dispositions: readonly string[];
  /** An archived process can only be read. */
  readOnly: boolean;
  dispatch: (action: FormAction) => void;
  /** A control was left: from now on it shows what is wrong with it. */
  leave: (control: string) => void;
}

export const FormContext = createContext<FormContextValue | null>(null);

/** @throws Error outside the form */
export function useForm(): FormContextValue {
  const value = useContext(FormContext);
  if (value === null) throw new Error("used outside of the form of a process");
  return value;
}
