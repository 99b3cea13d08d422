import type { CallbackTable } from "../../src/store/schema.ts";

/** What a node can know of others' changes only after a while (SPEC.md: no later than a second after the answer). */
export const noticeMs = 1_000;

/** One state of a callback's row, as it was committed. */
export interface Version {
  row: CallbackTable;
  /** When, and through which node. */
  committedAt: number;
  by: string;
  /** Its place among the changes that nodes have learnt were stored; infinite as long as its node has not. */
  heardAs: number;
  /** When that node answered for it; null as long as it has not. */
  answeredAt: number | null;
}

/** What of a node decides which settings it has to know. */
export interface Knower {
  name: string;
  startedAt: number;
  /** When it was last frozen till; what it was told meanwhile it needs a moment to act on. */
  thawedAt: number;
}

/** Every state that each callback was in, to tell which of them a node may still act on. */
export class SettingsBook {
  readonly #versions = new Map<string, Version[]>();
  /** How many changes nodes have learnt were stored. */
  heard = 0;

  /** Notes the rows as they now stand; returns what changed. */
  note(rows: readonly CallbackTable[], by: string, now: number): Version[] {
    const changed: Version[] = [];
    for (const row of rows) {
      const versions = this.#versions.get(row.id) ?? [];
      if (same(versions.at(-1)?.row, row)) continue;
      const heardAs = Number.POSITIVE_INFINITY;
      const version: Version = { row, committedAt: now, by, heardAs, answeredAt: null };
      versions.push(version);
      this.#versions.set(row.id, versions);
      changed.push(version);
    }
    return changed;
  }

  /** The node that made these changes learns that they are stored. */
  learnt(versions: readonly Version[]): void {
    for (const version of versions) {
      this.heard += 1;
      version.heardAs = this.heard;
    }
  }

  /**
   * A node answered for what it changed of these callbacks.
   *
   * @param upTo what was heard of when that node learnt of it: of later changes the answer says nothing
   */
  answered(ids: readonly string[], by: string, now: number, upTo = this.heard): void {
    for (const id of ids) {
      for (const version of this.#versions.get(id) ?? []) {
        if (version.by === by && version.heardAs <= upTo) version.answeredAt ??= now;
      }
    }
  }

  latest(id: string): Version | undefined {
    return this.#versions.get(id)?.at(-1);
  }

  /** Callbacks that are not removed, as they now stand. */
  standing(processId: string): CallbackTable[] {
    return [...this.#versions.values()]
      .flatMap((versions) => versions.at(-1)?.row ?? [])
      .filter((row) => row.process_id === processId && row.removed_at === null);
  }

  all(): CallbackTable[] {
    return [...this.#versions.values()].flatMap((versions) => versions.at(-1)?.row ?? []);
  }

  /** Whether a node has to know this version by now. */
  binds(version: Version, node: Knower, now: number): boolean {
    if (version.committedAt < node.startedAt) return true;
    if (version.answeredAt === null) return false;
    return version.by === node.name || now > Math.max(version.answeredAt, node.thawedAt) + noticeMs;
  }

  /** The versions that an attempt of a node may go by now, the latest last. */
  allowed(id: string, node: Knower, now: number): Version[] {
    const versions = this.#versions.get(id) ?? [];
    const last = versions.findLastIndex((version) => this.binds(version, node, now));
    return versions.slice(Math.max(0, last));
  }
}

/** Since when a callback fails is nothing that a person set. */
function same(one: CallbackTable | undefined, other: CallbackTable): boolean {
  const set = (row: CallbackTable): string => JSON.stringify({ ...row, failing_since: null });
  return one !== undefined && set(one) === set(other);
}
