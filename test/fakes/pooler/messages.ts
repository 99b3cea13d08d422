/** One message of PostgreSQL's protocol. */
export interface PgMessage {
  /** One letter; empty for what a client begins with. */
  type: string;
  body: Buffer;
}

/** A message as it goes over the wire. */
export function framed({ type, body }: PgMessage): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

/** A text up to its NUL, and what follows it. */
export function split(body: Buffer): [text: string, rest: Buffer] {
  const end = body.indexOf(0);
  return [body.toString("utf8", 0, end), body.subarray(end + 1)];
}

/** Reads whole messages out of bytes as they arrive. */
export class Messages {
  #bytes: Buffer = Buffer.alloc(0);
  /** Length of a message's type: a client begins with one that has none. */
  #typed: 0 | 1;

  constructor(from: "client" | "server") {
    this.#typed = from === "client" ? 0 : 1;
  }

  *read(data: Buffer): Generator<PgMessage> {
    this.#bytes = Buffer.concat([this.#bytes, data]);
    while (this.#bytes.length >= this.#typed + 4) {
      const end = this.#typed + this.#bytes.readInt32BE(this.#typed);
      if (this.#bytes.length < end) return;
      const type = this.#bytes.toString("latin1", 0, this.#typed);
      const body = this.#bytes.subarray(this.#typed + 4, end);
      this.#bytes = this.#bytes.subarray(end);
      this.#typed = 1;
      yield { type, body };
    }
  }
}
