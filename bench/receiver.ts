import type { Behaviour, ReceiverCommands } from "./children/receiver.ts";
import { Child } from "./kit/child.ts";
import type { Teardown } from "./kit/teardown.ts";

/** One port of the receiver, as the bench sees it. */
export class ReceiverPort {
  readonly port: number;
  readonly #child: Child<ReceiverCommands>;

  constructor(child: Child<ReceiverCommands>, port: number) {
    this.#child = child;
    this.port = port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/lead-updates`;
  }

  reset(options: { marks: boolean } = { marks: false }): Promise<void> {
    return this.#child.ask("reset", this.port, options.marks);
  }

  progress(): Promise<{ count: number; bodyBytes: number }> {
    return this.#child.ask("progress", this.port);
  }

  /** When the count since the reset came to `count`, on the clock of `nowMs`. */
  reached(count: number): Promise<number> {
    return this.#child.ask("reached", this.port, count);
  }

  marks(): Promise<Map<number, number>> {
    return this.#child.ask("marks", this.port);
  }
}

export interface Receiver {
  listen(behaviour?: Behaviour): Promise<ReceiverPort>;
}

/** Starts the receiver's process; it ends with `teardown`. */
export function startReceiver(teardown: Teardown): Receiver {
  const child = new Child<ReceiverCommands>("receiver");
  teardown.defer(() => child.stop());
  return {
    listen: async (behaviour = { type: "ok" }) =>
      new ReceiverPort(child, await child.ask("listen", behaviour)),
  };
}
