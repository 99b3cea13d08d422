import { connect, type Socket } from "node:net";
import { framed, Messages, type PgMessage } from "./messages.ts";

/** Who has a session for a while. */
export interface Borrower {
  /** Whether it has asked for an answer to all that it has sent. */
  readonly isBetween: boolean;
  tell(message: Buffer): void;
  /** The transaction has ended, and the session is another's. */
  giveBack(): void;
  /** The session is lost. */
  lose(): void;
}

/** A session of the server, lent from transaction to transaction. */
export class Session {
  readonly socket: Socket;
  /** What the server tells of itself at the beginning, without the session's key. */
  readonly greeting: Promise<Buffer>;
  borrower: Borrower | null = null;
  readonly #prepared = new Set<string>();
  /** Statements that are being prepared, whether it is told to who asks, and the answer that ends the attempt. */
  #preparing: { name: string; told: boolean; until: number }[] = [];
  /** How many answers were asked for, and how many came. */
  #asked = 0;
  #answered = 0;

  /** @param onFree called whenever nobody needs it: at the beginning, and as each transaction ends */
  constructor({ hostname, port, username, pathname }: URL, onFree: (session: Session) => void) {
    this.socket = connect(Number(port), hostname);
    this.socket.setNoDelay(true);
    this.socket.on("error", () => {});
    this.socket.on("close", () => this.borrower?.lose());
    const startup = `\0\x03\0\0user\0${username}\0database\0${pathname.slice(1)}\0client_encoding\0UTF8\0\0`;
    this.socket.write(framed({ type: "", body: Buffer.from(startup) }));
    const messages = new Messages("server");
    this.greeting = new Promise((resolve) => {
      const told: Buffer[] = [];
      let greeted = false;
      this.socket.on("data", (data) => {
        for (const one of messages.read(data as Buffer)) {
          if (greeted) {
            if (this.#receive(one)) onFree(this);
          } else if (one.type === "Z") {
            greeted = true;
            resolve(Buffer.concat(told));
            onFree(this);
          } else if (one.type !== "K") told.push(framed(one));
        }
      });
    });
  }

  /** Passes on what a client asks. */
  send(one: PgMessage): void {
    if (one.type === "Q" || one.type === "S") this.#asked += 1;
    this.socket.write(framed(one));
  }

  /** Prepares a statement, where it is not known here or the borrower itself asks to, which is told then. */
  prepare(name: string, rest: Buffer, told: boolean): void {
    if (!told && this.#prepared.has(name)) return;
    this.#prepared.add(name);
    this.#preparing.push({ name, told, until: this.#asked + 1 });
    this.send({ type: "P", body: Buffer.concat([Buffer.from(`${name}\0`), rest]) });
  }

  /** Whether the transaction of the borrower has ended with this message of the server. */
  #receive(one: PgMessage): boolean {
    const { borrower } = this;
    if (one.type === "1" && this.#preparing.shift()?.told === false) return false;
    // Without a borrower, such as a notice of what somebody listened for: nobody's.
    borrower?.tell(framed(one));
    if (one.type !== "Z") return false;
    this.#answered += 1;
    // What came after an error was passed over.
    for (const { name, until } of this.#preparing) if (until <= this.#answered) this.#prepared.delete(name);
    this.#preparing = this.#preparing.filter(({ until }) => until > this.#answered);
    const isDone = this.#answered === this.#asked && one.body.toString() === "I";
    if (!isDone || borrower?.isBetween !== true) return false;
    this.borrower = null;
    borrower.giveBack();
    return true;
  }
}
