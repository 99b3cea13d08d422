import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/**
 * When a connection is cut: before the server gets a commit, or once it was answered and before the client gets that, or
 * anything else that was answered to what came with it.
 */
export type Cut = "none" | "before" | "after";

/** Stands between a store and its PostgreSQL: counts flights, cuts connections. */
export class PostgresProxy {
  /** What becomes of the next commit. */
  cut: Cut = "none";
  /** Cuts that happened. */
  cuts = 0;
  /** While it is so, nobody tells what became of a transaction. */
  silent = false;
  /** How often a client has begun to speak: it may say much at once, and speaks again once it was answered. */
  flights = 0;
  readonly #port: number;
  readonly #server: Server;

  private constructor(port: number) {
    this.#port = port;
    this.#server = createServer((client) => this.#forward(client));
  }

  /** @param port the server's */
  static async start(port: number): Promise<PostgresProxy> {
    const proxy = new PostgresProxy(port);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  /** The way to a database through this. */
  url(direct: string): string {
    const url = new URL(direct);
    url.port = String((this.#server.address() as AddressInfo).port);
    return url.href;
  }

  /** Takes no connections any more. */
  close(): void {
    this.#server.close();
  }

  #forward(client: Socket): void {
    const upstream = connect(this.#port, "127.0.0.1");
    let swallowed = false;
    let answered = true;
    client.on("data", (data) => {
      if (answered) this.flights += 1;
      answered = false;
      if (this.cut !== "none" && data.includes("commit\0")) {
        this.cuts += 1;
        swallowed = true;
        if (this.cut === "before") client.destroy();
        this.cut = "none";
        if (client.destroyed) return;
      }
      if (this.silent && data.includes("pg_xact_status")) client.destroy();
      else upstream.write(data);
    });
    const kept: Buffer[] = [];
    upstream.on("data", (data: Buffer) => {
      answered = true;
      if (swallowed) kept.push(data);
      else client.write(data);
      // A server that finds its client gone before that rolls back.
      if (Buffer.concat(kept).includes("COMMIT\0")) client.destroy();
    });
    for (const socket of [client, upstream]) {
      socket.on("error", () => {});
      socket.on("close", () => (socket === client ? upstream : client).destroy());
    }
  }
}
