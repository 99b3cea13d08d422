import type { Socket } from "node:net";
import { Duplex } from "node:stream";

/** What a simulated socket tells the network. */
export interface SocketEvents {
  written(chunk: Buffer): void;
  destroyed(): void;
}

/** A socket that leads into the simulated network instead of the system's. */
export class SimSocket extends Duplex {
  readonly remoteAddress: string;
  readonly localAddress: string;
  readonly #events: SocketEvents;

  constructor(remoteAddress: string, localAddress: string, events: SocketEvents) {
    super({ allowHalfOpen: false });
    this.remoteAddress = remoteAddress;
    this.localAddress = localAddress;
    this.#events = events;
  }

  /** As what `net.connect` returns: the parts of it that this leaves out are not used by delivery. */
  asSocket(): Socket {
    return this as unknown as Socket;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.#events.written(chunk);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#events.destroyed();
    done(error);
  }
}

/** An error as the system's sockets give it. */
export function socketError(code: string, doing: string): Error {
  return Object.assign(new Error(`${doing} ${code}`), { code, syscall: doing });
}
