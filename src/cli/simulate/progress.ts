import type { Clock } from "../../platform/clock.ts";

/** How often a line is written where the stream is no terminal, and redrawn where it is, in ms. */
const lineEveryMs = 5000;
const redrawEveryMs = 100;
const barWidth = 30;

/** A progress bar that is redrawn in place on a terminal; elsewhere a plain line every five seconds. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #clock: Clock;
  readonly #total: number;
  readonly #startedAt: number;
  #shownAt: number;

  constructor(stream: NodeJS.WriteStream, clock: Clock, total: number) {
    this.#stream = stream;
    this.#clock = clock;
    this.#total = total;
    this.#startedAt = clock.now();
    this.#shownAt = this.#startedAt;
  }

  /** @param note said behind the figures, such as the number of refusals; may be empty */
  show(done: number, note: string): void {
    const now = this.#clock.now();
    if (now - this.#shownAt < (this.#stream.isTTY ? redrawEveryMs : lineEveryMs)) return;
    this.#shownAt = now;
    const seconds = (now - this.#startedAt) / 1000;
    const rate = `${(done / seconds).toFixed(1)}/s`;
    const figures = [`${done} of ${this.#total}`, rate, note].filter((part) => part !== "").join("  ");
    if (!this.#stream.isTTY) {
      this.#stream.write(`${figures}\n`);
      return;
    }
    const filled = Math.round((barWidth * Math.min(done, this.#total)) / this.#total);
    const line = `[${"#".repeat(filled)}${".".repeat(barWidth - filled)}]  ${figures}`;
    this.#stream.write(`\r\u{1b}[2K${line.slice(0, (this.#stream.columns || 80) - 1)}`);
  }

  /** Takes the bar away, so that what follows begins on a clean line. */
  clear(): void {
    if (this.#stream.isTTY) this.#stream.write("\r\u{1b}[2K");
  }
}
