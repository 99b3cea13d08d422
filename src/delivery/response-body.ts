import { StringDecoder } from "node:string_decoder";

/** How much of an answer's body is kept, in bytes. */
export const mostBodyBytes = 16 * 1024;

/** Gathers the first 16 KiB of a body. */
export class ResponseBody {
  #chunks: Buffer[] = [];
  #bytes = 0;

  /** Whether there was more than is kept. */
  get overflowed(): boolean {
    return this.#bytes > mostBodyBytes;
  }

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
  }

  /**
   * What was gathered, as text; bytes that are no UTF-8, and NUL (which no database text may hold), become U+FFFD.
   *
   * @param cut whether this is not all of the body; a character that the cut went through is then left out
   */
  text(cut: boolean): string {
    const [only] = this.#chunks;
    if (only === undefined) return "";
    const whole = this.#chunks.length === 1 ? only : Buffer.concat(this.#chunks);
    const text = cut ? new StringDecoder("utf8").write(whole.subarray(0, mostBodyBytes)) : whole.toString();
    return text.includes("\0") ? text.replaceAll("\0", "\uFFFD") : text;
  }
}
