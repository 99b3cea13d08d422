/** What a message starts with (request or status line and headers, without the empty line), and its body. */
export type OnMessage = (head: string, data: Buffer, bodyStart: number, bodyEnd: number) => void;

const headEnd = Buffer.from("\r\n\r\n");

/**
 * Cuts the bytes of one HTTP/1.1 connection into messages, however they were split or joined on the way. Knows
 * of HTTP only what the bench needs (the end of the head and Content-Length), so that neither the receiver nor
 * a client is what is measured.
 */
export class MessageReader {
  readonly #onMessage: OnMessage;
  #chunks: Buffer[] = [];
  #length = 0;
  /** How many bytes must have come before looking again is worth it. */
  #needed = 0;

  constructor(onMessage: OnMessage) {
    this.#onMessage = onMessage;
  }

  /** @throws Error on a message whose body is chunked */
  push(chunk: Buffer): void {
    this.#length += chunk.length;
    if (this.#length < this.#needed) {
      this.#chunks.push(chunk);
      return;
    }
    const data = this.#chunks.length === 0 ? chunk : Buffer.concat([...this.#chunks, chunk]);
    const rest = this.#cut(data);
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
  }

  #cut(data: Buffer): Buffer {
    let start = 0;
    this.#needed = 0;
    while (start < data.length) {
      const end = data.indexOf(headEnd, start);
      if (end === -1) break;
      const head = data.toString("latin1", start, end);
      const bodyStart = end + headEnd.length;
      const bodyEnd = bodyStart + contentLength(head);
      if (bodyEnd > data.length) {
        this.#needed = bodyEnd - start;
        break;
      }
      this.#onMessage(head, data, bodyStart, bodyEnd);
      start = bodyEnd;
    }
    return data.subarray(start);
  }
}

function contentLength(head: string): number {
  const found = /\r\ncontent-length: *(\d+)/i.exec(head);
  if (found?.[1] !== undefined) return Number(found[1]);
  if (/\r\ntransfer-encoding:/i.test(head)) throw new Error("the bench reads no chunked bodies");
  return 0;
}
