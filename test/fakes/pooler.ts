import { type AddressInfo, createServer, type Server } from "node:net";
import { Client } from "./pooler/client.ts";
import { Session } from "./pooler/session.ts";

/**
 * A pooler of transactions as pgbouncer is one from 1.21: a client has one of few sessions of the server only from a
 * statement until its transaction has ended, each time the one that has rested longest. What a client has prepared is
 * prepared again where a session does not know it, unless it is to forget that as older ones do. For one user of one
 * database, without passwords.
 */
export class Pooler {
  readonly #server: Server;
  readonly #target: URL;
  readonly #size: number;
  readonly #clients = new Set<Client>();
  readonly #sessions = new Set<Session>();
  #resting: Session[] = [];
  #waiting: Client[] = [];
  #numbered = 0;

  private constructor(target: string, size: number) {
    this.#target = new URL(target);
    this.#size = size;
    this.#server = createServer();
  }

  /** Starts one on loopback, in front of the database at `target`; `size` is how many sessions it has there. */
  static async start(target: string, size: number, { forgets = false } = {}): Promise<Pooler> {
    const pooler = new Pooler(target, size);
    const greeting = await pooler.#open().greeting;
    pooler.#server.on("connection", (socket) => {
      pooler.#numbered += 1;
      const client = new Client(socket, {
        number: pooler.#numbered,
        greeting,
        forgets,
        borrow: () => pooler.#lend(client),
      });
      pooler.#clients.add(client);
      socket.on("close", () => pooler.#clients.delete(client));
    });
    await new Promise<void>((resolve) => pooler.#server.listen(0, "127.0.0.1", resolve));
    return pooler;
  }

  /** URL of the database, by way of the pooler. */
  get url(): string {
    const url = new URL(this.#target);
    url.port = String((this.#server.address() as AddressInfo).port);
    return url.href;
  }

  /** Cuts every connection and stops listening. */
  async close(): Promise<void> {
    for (const { socket } of [...this.#clients, ...this.#sessions]) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #lend(client: Client): void {
    this.#waiting.push(client);
    const session = this.#resting.shift();
    if (session !== undefined) this.#free(session);
    else if (this.#sessions.size < this.#size) this.#open();
  }

  #free(session: Session): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#resting.push(session);
    else if (next.socket.destroyed) this.#free(session);
    else next.take(session);
  }

  #open(): Session {
    const session = new Session(this.#target, (free) => this.#free(free));
    this.#sessions.add(session);
    session.socket.on("close", () => {
      this.#sessions.delete(session);
      this.#resting = this.#resting.filter((one) => one !== session);
      // Nobody is left whose end would be waited for: the server is gone.
      if (this.#sessions.size > 0) return;
      for (const { socket } of this.#waiting) socket.destroy();
      this.#waiting = [];
    });
    return session;
  }
}
