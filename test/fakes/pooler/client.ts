import type { Socket } from "node:net";
import { framed, Messages, type PgMessage, split } from "./messages.ts";
import type { Borrower, Session } from "./session.ts";

/** What pgbouncer keeps for each client; it refuses any other parameter of a startup. */
const known = new Set(["user", "database", "client_encoding", "application_name"]);

export interface ClientOptions {
  /** A number of its own. */
  number: number;
  /** What the server tells of itself. */
  greeting: Buffer;
  /** Whether what is prepared stays with the session. */
  forgets: boolean;
  /** Has a session lent to it, by `take`. */
  borrow(): void;
}

/** A connection to the pooler. */
export class Client implements Borrower {
  readonly socket: Socket;
  isBetween = true;
  #session: Session | null = null;
  readonly #options: ClientOptions;
  readonly #statements = new Map<string, Buffer>();
  readonly #waiting: PgMessage[] = [];

  constructor(socket: Socket, options: ClientOptions) {
    this.socket = socket;
    this.#options = options;
    const messages = new Messages("client");
    let greeted = false;
    socket.setNoDelay(true);
    socket.on("error", () => {});
    // A session whose borrower left it in the midst of something is of no more use.
    socket.on("close", () => this.#session?.socket.destroy());
    socket.on("data", (data) => {
      for (const one of messages.read(data as Buffer)) {
        if (greeted) this.#receive(one);
        else this.#greet(one.body);
        greeted = true;
      }
    });
  }

  /** Asks the session what has waited for one. */
  take(session: Session): void {
    this.#session = session;
    session.borrower = this;
    for (const one of this.#waiting.splice(0)) this.#ask(session, one);
  }

  tell(message: Buffer): void {
    this.socket.write(message);
  }

  giveBack(): void {
    this.#session = null;
  }

  lose(): void {
    this.socket.destroy();
  }

  #greet(startup: Buffer): void {
    const { greeting, number } = this.#options;
    const names = startup.subarray(4).toString().split("\0");
    const odd = names.find((name, index) => index % 2 === 0 && name !== "" && !known.has(name));
    if (odd !== undefined) {
      const text = `SFATAL\0C08P01\0Munsupported startup parameter: ${odd}\0\0`;
      this.socket.end(framed({ type: "E", body: Buffer.from(text) }));
      return;
    }
    // A key of the pooler's own, as that of a session would be another's a moment later.
    const key = framed({ type: "K", body: Buffer.from([0, 0, 0, number, 0, 0, 0, 0]) });
    const ready = framed({ type: "Z", body: Buffer.from("I") });
    this.tell(Buffer.concat([greeting, key, ready]));
  }

  #receive(one: PgMessage): void {
    if (one.type === "X") {
      this.socket.end();
      return;
    }
    this.isBetween = one.type === "Q" || one.type === "S";
    if (this.#session !== null) this.#ask(this.#session, one);
    else if (this.#waiting.push(one) === 1) this.#options.borrow();
  }

  #ask(session: Session, one: PgMessage): void {
    const { type, body } = one;
    if (this.#options.forgets) session.send(one);
    else if (type === "P") {
      const [name, rest] = split(body);
      this.#statements.set(name, rest);
      session.prepare(this.#own(name), rest, true);
    } else if (type === "B") {
      const [portal, rest] = split(body);
      const [name, values] = split(rest);
      const own = this.#own(name);
      if (name !== "") session.prepare(own, this.#statements.get(name) ?? Buffer.alloc(0), false);
      session.send({ type, body: Buffer.concat([Buffer.from(`${portal}\0${own}\0`), values]) });
    } else session.send(one);
  }

  /** The name of a statement among those of all clients. */
  #own(name: string): string {
    return name === "" ? "" : `${this.#options.number}_${name}`;
  }
}
