/** What the server says, in English, and the same in another language. `{}` stands for a part that varies. */
export type Told = Readonly<Record<string, string>>;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * A translator of what the server says. A text that no entry fits stays as it is; what varies in it (`{}`) is put in
 * for `{}` of the translation, in the same order, or by `{1}`, `{2}` in another.
 */
export function translator(table: Told): (text: string) => string {
  const patterns = Object.entries(table)
    .filter(([english]) => english.includes("{}"))
    .map(([english, other]) => ({
      form: new RegExp(`^${english.split("{}").map(escaped).join("(.+?)")}$`, "s"),
      other,
    }));
  return (text) => {
    if (Object.hasOwn(table, text)) return table[text] ?? text;
    for (const { form, other } of patterns) {
      const parts = form.exec(text);
      if (parts === null) continue;
      let next = 1;
      return other.replace(/\{(\d?)\}/g, (_, place: string) => parts[Number(place || next++)] ?? "");
    }
    return text;
  };
}
