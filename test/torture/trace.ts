import { createHash } from "node:crypto";

/** Something that SPEC.md promises did not hold. */
export class Violation extends Error {
  override readonly name = "Violation";
  /** Ids of the leads, deliveries and callbacks that it is about. */
  readonly about: readonly string[];

  constructor(message: string, about: readonly string[] = []) {
    super(message);
    this.about = about;
  }
}

interface Line {
  at: number;
  text: string;
  about: readonly string[];
}

/** Lines of a failure's trace at the most. */
const shownLines = 60;

/**
 * What happened, in order. Ids are told by short names in the order in which they were met (`lead3`), so that two
 * runs of a seed give the same text whatever random part their ids have.
 */
export class Trace {
  readonly #start: number;
  readonly #lines: Line[] = [];
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  constructor(start: number) {
    this.#start = start;
  }

  /** The short name of an id. */
  name(kind: string, id: string): string {
    const known = this.#names.get(id);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    this.#names.set(id, `${kind}${count}`);
    return `${kind}${count}`;
  }

  /** @param about the ids that it is about: a failure shows the lines of its own */
  add(at: number, text: string, about: readonly string[] = []): void {
    this.#lines.push({ at, text, about });
  }

  /** SHA-256 of all that happened. */
  hash(): string {
    const hash = createHash("sha256");
    for (const { at, text } of this.#lines) hash.update(`${at} ${text}\n`);
    return hash.digest("hex");
  }

  /** The last lines that are about any of these ids, or that are about nothing in particular (crashes, faults). */
  tail(about: readonly string[]): string[] {
    const wanted = new Set(about);
    const mine = this.#lines.filter(
      (line) => line.about.length === 0 || line.about.some((id) => wanted.has(id)),
    );
    return mine.slice(-shownLines).map(({ at, text }) => `${elapsed(at - this.#start)} ${text}`);
  }
}

function elapsed(ms: number): string {
  const seconds = ms / 1000;
  const days = Math.floor(seconds / 86_400);
  const clock = new Date(ms % 86_400_000).toISOString().slice(11, 23);
  return days > 0 ? `${days}d ${clock}` : clock;
}
