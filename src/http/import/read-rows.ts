import { pipeline, Readable } from "node:stream";
import { type CsvError, parse } from "csv-parse";
import { encodingOf, formOf, parserOptions, sniffed } from "../../contract/csv-text.ts";
import { limits } from "../../contract/limits.ts";

/** What a file is that cannot be read on, in words. */
export class UnreadableFile extends Error {
  override readonly name = "UnreadableFile";
}

/** A line that ends, behind the one that only says what separates cells. */
const beginsWithRow = /^(?:sep=.\r?\n)?(?!sep=)[^\n]*\n/;

/**
 * The rows of a CSV file, the header among them, as they come: a part of the file is in memory, never all of it.
 * Blank rows are among them too, so that rows count as a spreadsheet counts them.
 *
 * @throws UnreadableFile, also after some rows, where the rest cannot be read
 */
export async function* readRows(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const texts = textsOf(bytes);
  let start = "";
  for (let next = await texts.next(); !next.done; next = await texts.next()) {
    start += next.value;
    if (start.length >= sniffed || beginsWithRow.test(start)) break;
  }
  const { separator, skip } = formOf(start);
  const parser = parse(parserOptions(separator));
  async function* whole(): AsyncGenerator<string> {
    yield start.slice(skip);
    yield* texts;
  }
  // What goes wrong in the source ends the parser, and with it the loop.
  pipeline(Readable.from(whole()), parser, () => {});
  try {
    for await (const row of parser) yield row as string[];
  } catch (error) {
    throw isCsvError(error) ? new UnreadableFile(wordsOf(error)) : error;
  }
}

const isCsvError = (error: unknown): error is CsvError => error instanceof Error && "records" in error;

function wordsOf(error: CsvError): string {
  const row = Number(error.records) + 1;
  if (error.code === "CSV_QUOTE_NOT_CLOSED" || error.code === "CSV_MAX_RECORD_SIZE")
    return `Row ${row} opens a quote that is never closed`;
  return `Row ${row} cannot be read: ${error.message}`;
}

/** The text of a file, whose encoding its first bytes tell. */
async function* textsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  let size = 0;
  let start: Uint8Array = new Uint8Array();
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > limits.importFile)
      throw new UnreadableFile(`The file is larger than ${limits.importFile / 1024 ** 2} MiB: split it`);
    if (decoder !== null) {
      yield decoded(decoder, chunk);
      continue;
    }
    // A byte order mark is three bytes at the most, and may come in parts.
    start = Buffer.concat([start, chunk]);
    if (start.length < 3) continue;
    decoder = new TextDecoder(encodingOf(start), { fatal: true });
    refuseWorkbook(start);
    yield decoded(decoder, start);
  }
  decoder ??= new TextDecoder(encodingOf(start), { fatal: true });
  yield decoded(decoder, size < 3 ? start : new Uint8Array(), false);
}

function decoded(decoder: TextDecoder, bytes: Uint8Array, stream = true): string {
  const text = attempt(() => decoder.decode(bytes, { stream }));
  if (text === null) throw new UnreadableFile("The file is not UTF-8: save it as “CSV UTF-8”");
  if (text.includes("\0"))
    throw new UnreadableFile("The file holds NUL characters: it is no CSV file in UTF-8");
  return text;
}

function attempt(decode: () => string): string | null {
  try {
    return decode();
  } catch {
    return null;
  }
}

/** A workbook of Excel or LibreOffice is a ZIP archive. */
function refuseWorkbook(start: Uint8Array): void {
  if (start[0] === 0x50 && start[1] === 0x4b && start[2] === 0x03)
    throw new UnreadableFile("This is a workbook, not a CSV file: save the sheet as “CSV UTF-8”");
}
