import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Clock, Timer } from "../platform/clock.ts";
import type { EventListener } from "./event-hub.ts";

/** How often a line says that the stream is alive, ms. */
const heartbeatMs = 15_000;
/** What may wait in memory for one slow reader, bytes. */
const mostWaiting = 256 * 1024;
/** How long the last bytes may take when a stream ends, ms: a reader that stands still must not hold up a stop. */
const lastBytesMs = 1_000;

export interface EventStreamOptions {
  clock: Clock;
  /** The `reset` that one gets who could not keep up. */
  reset: () => string;
  /** Whether whoever opened it may still read it; asked at each heartbeat. */
  allowed: () => Promise<boolean>;
}

/**
 * Server-sent events over one response. What a slow reader does not take is not kept for it: it gets `reset` once
 * it reads again, and is cut off where it does not read for a whole heartbeat.
 */
export class EventStream implements EventListener {
  readonly #response: ServerResponse;
  readonly #options: EventStreamOptions;
  #behind = false;
  #timer: Timer | null = null;

  constructor(response: ServerResponse, options: EventStreamOptions) {
    this.#response = response;
    this.#options = options;
  }

  /** Sends the head and the first text, and begins to beat. */
  begin(headers: OutgoingHttpHeaders, first: string): void {
    this.#response.on("drain", () => this.#caughtUp());
    this.#response.on("close", () => this.#timer?.cancel());
    this.#response.writeHead(200, {
      ...headers,
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      // Proxies that buffer would hold events back.
      "x-accel-buffering": "no",
      connection: "close",
    });
    this.#response.write(first);
    this.#beatLater();
  }

  send(text: string): void {
    if (this.#behind) return;
    if (this.#response.writableLength > mostWaiting) this.#behind = true;
    else this.#response.write(text);
  }

  end(): void {
    this.#timer?.cancel();
    this.#timer = this.#options.clock.setTimeout(() => this.#response.destroy(), lastBytesMs);
    if (this.#behind) this.#response.destroy();
    else this.#response.end();
  }

  #caughtUp(): void {
    if (!this.#behind) return;
    this.#behind = false;
    this.send(this.#options.reset());
  }

  #beatLater(): void {
    this.#timer = this.#options.clock.setTimeout(() => void this.#beat(), heartbeatMs);
  }

  async #beat(): Promise<void> {
    if (this.#behind) {
      this.#response.destroy();
      return;
    }
    this.send(": heartbeat\n\n");
    const allowed = await this.#options.allowed().catch(() => false);
    if (this.#response.writableEnded || this.#response.destroyed) return;
    if (allowed) this.#beatLater();
    else this.end();
  }
}
