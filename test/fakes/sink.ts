import { Writable } from "node:stream";

/** A stream that keeps what is written to it, as text. */
export class Sink extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }

  /** Itself as the terminal (or not) that a command writes to. */
  as(terminal: boolean, columns = 80): NodeJS.WriteStream {
    return Object.assign(this, { isTTY: terminal, columns }) as unknown as NodeJS.WriteStream;
  }
}
