/** What of a file is looked at to tell how it is written, bytes or characters. */
export const sniffed = 65_536;

/** How a file's bytes are text: by its byte order mark, else UTF-8. */
export function encodingOf(start: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le";
  if (start[0] === 0xfe && start[1] === 0xff) return "utf-16be";
  return "utf-8";
}

const separators = [",", ";", "\t", "|"] as const;

export interface CsvForm {
  separator: string;
  /** Characters before the header: a line `sep=;`, as Excel writes and reads it. */
  skip: number;
}

/** How the file is written, told by its beginning: what separates the cells of its first line most often. */
export function formOf(start: string): CsvForm {
  const said = /^sep=(.)(?:\r\n|\n|\r)/.exec(start);
  if (said?.[1] !== undefined) return { separator: said[1], skip: said[0].length };
  const counts = new Map<string, number>(separators.map((one) => [one, 0]));
  let quoted = false;
  for (const character of start.trimStart()) {
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === "\n" || character === "\r") break;
    else if (counts.has(character)) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  return { separator: separators.find((one) => counts.get(one) === most) ?? ",", skip: 0 };
}

/** Longest row, characters: beyond it a quote was opened that never closes, or this is no CSV. */
const longestRow = 1_048_576;

/** How the parser reads a file, here and in the dashboard's preview; ends of lines may differ within a file. */
export const parserOptions = (separator: string) =>
  ({
    delimiter: separator,
    record_delimiter: ["\r\n", "\n", "\r"] as string[],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: longestRow,
  }) as const;
