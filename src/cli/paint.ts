import { styleText } from "node:util";

export type Style = "green" | "red" | "yellow" | "cyan" | "dim" | "bold";
export type Paint = (style: Style, text: string) => string;

/** Colours for `stream`: none where it is no terminal or NO_COLOR is set (Node's own rules, `styleText`). */
export function painter(stream: NodeJS.WritableStream): Paint {
  return (style, text) => styleText(style, text, { stream });
}
