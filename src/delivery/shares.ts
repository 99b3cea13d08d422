/**
 * How nodes divide what a callback may be sent at a time, so that its limits hold over all of them together. Every
 * node knows the others by their beats and takes its part of the slots, by its place among them; what has a rate
 * limit is sent by one of them, its owner. When nodes come or go, a node takes at once what it has less of, and
 * what it has more of only when every other has agreed to the same members: until then somebody may still use it.
 */
export class Shares {
  readonly #self: string;
  /** The members that all have agreed to; none before that. */
  #inForce: readonly string[] = [];
  /** The members that the last beat found. */
  #next: readonly string[] = [];

  constructor(self: string) {
    this.#self = self;
  }

  /** Names the members whose shares this node keeps to, for the others to see. */
  get members(): string {
    return this.#next.join(" ");
  }

  /**
   * Takes note of who works.
   *
   * @param members nodes that send, this one included where it does, with what each of them agrees to
   */
  update(members: readonly { id: string; agreed: string }[]): void {
    this.#next = members.map(({ id }) => id).sort();
    const agreed = members.every((member) => member.agreed === this.members);
    if (agreed && this.#next.includes(this.#self)) this.#inForce = this.#next;
  }

  /** The others may have given this node up: what it had may be theirs, until all have agreed again. */
  lose(): void {
    this.#inForce = [];
  }

  /** How many of `total` slots are this node's; all nodes together have `total`. */
  slots(total: number): number {
    return Math.min(part(this.#inForce, this.#self, total), part(this.#next, this.#self, total));
  }

  /** Whether it is this node that sends to a callback which only one may send to: one of those that have a slot. */
  owns(callbackId: string, total: number): boolean {
    return [this.#inForce, this.#next].every(
      (members) => ownerOf(members.slice(0, total), callbackId) === this.#self,
    );
  }
}

function part(members: readonly string[], self: string, total: number): number {
  const place = members.indexOf(self);
  if (place < 0) return 0;
  return Math.floor(total / members.length) + (place < total % members.length ? 1 : 0);
}

/** Rendezvous hashing: when a member goes, only what it owned moves. */
function ownerOf(members: readonly string[], callbackId: string): string | null {
  let owner: string | null = null;
  let highest = -1;
  for (const member of members) {
    const weight = hash(`${callbackId} ${member}`);
    if (weight > highest) [owner, highest] = [member, weight];
  }
  return owner;
}

/** FNV-1a, 32 bits, with its bits mixed once more: ids differ at their end, and the highest hash is to be any of them. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}
