/** One thing that was looked at. */
export interface Finding {
  /** What it is about, in one word, for programs. */
  check: string;
  level: "ok" | "warning" | "error";
  text: string;
}

export const ok = (check: string, text: string): Finding => ({ check, level: "ok", text });
export const warning = (check: string, text: string): Finding => ({ check, level: "warning", text });
export const error = (check: string, text: string): Finding => ({ check, level: "error", text });
