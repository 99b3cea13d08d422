import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import { guarded } from "../contract/formula-guard.ts";

/** What begins a CSV file, so that spreadsheets read it as UTF-8. */
const byteOrderMark = "\uFEFF";

export type Cell = string | number | boolean | null;

/** The columns of a file, in their order. */
export type Columns<T> = Record<string, (row: T) => Cell>;

/** One line of a CSV file (RFC 4180), in which nothing is a formula. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(",")}\r\n`;

function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const text = guarded(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function* fileOf(header: readonly string[], pages: AsyncIterable<string>): AsyncGenerator<string> {
  yield byteOrderMark + csvLine(header);
  yield* pages;
}

/** Sends lines as a file to download, as fast as the client takes them. */
export function sendCsv(
  reply: FastifyReply,
  name: string,
  header: readonly string[],
  pages: AsyncIterable<string>,
): FastifyReply {
  return reply
    .type("text/csv; charset=utf-8")
    .header("content-disposition", `attachment; filename="${name}"`)
    .header("cache-control", "no-store")
    .send(Readable.from(fileOf(header, pages)));
}

/**
 * Sends a whole list as a file: page by page, each a short read, so that none is held open while a client is slow.
 *
 * @param read the page that begins at a position, null for the first; `next` is null at the end
 */
export function sendList<T, P>(
  reply: FastifyReply,
  name: string,
  columns: Columns<T>,
  read: (position: P | null) => Promise<{ rows: readonly T[]; next: P | null }>,
): FastifyReply {
  async function* pages(): AsyncGenerator<string> {
    let position: P | null = null;
    do {
      const page: { rows: readonly T[]; next: P | null } = await read(position);
      if (page.rows.length > 0)
        yield page.rows.map((row) => csvLine(Object.values(columns).map((of) => of(row)))).join("");
      position = page.next;
    } while (position !== null);
  }
  return sendCsv(reply, name, Object.keys(columns), pages());
}
