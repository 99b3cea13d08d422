import { describe, expect, it } from "vitest";
import { Shares } from "./shares.ts";

/** Nodes that beat: each sees what the others last said of themselves. */
class Group {
  readonly nodes = new Map<string, { shares: Shares; said: string }>();

  join(id: string): Shares {
    const shares = new Shares(id);
    this.nodes.set(id, { shares, said: "" });
    return shares;
  }
  /** One node's beat: it tells what it agrees to, then sees all. */
  beat(id: string): void {
    const node = this.nodes.get(id);
    if (node === undefined) return;
    node.said = node.shares.members;
    node.shares.update([...this.nodes].map(([member, { said }]) => ({ id: member, agreed: said })));
  }
  beats(rounds: number): void {
    for (let round = 0; round < rounds; round += 1) for (const id of this.nodes.keys()) this.beat(id);
  }
  slots(total: number): number[] {
    return [...this.nodes.values()].map(({ shares }) => shares.slots(total));
  }
  owners(callbackId: string, total = 32): string[] {
    return [...this.nodes].filter(([, { shares }]) => shares.owns(callbackId, total)).map(([id]) => id);
  }
}

const callbacks = Array.from({ length: 300 }, (_, n) => `6964f2c8000000000000${String(n).padStart(4, "0")}`);
const sum = (parts: readonly number[]) => parts.reduce((all, part) => all + part, 0);

describe("shares", () => {
  it("gives a callback with a rate limit to one that has a slot, where there are fewer slots than nodes", () => {
    const group = new Group();
    for (const id of ["a", "b", "c"]) group.join(id);
    group.beats(3);
    expect(group.slots(1)).toEqual([1, 0, 0]);
    for (const callback of ["k", "l", "m", "n", "o", "p"]) expect(group.owners(callback, 1)).toEqual(["a"]);
  });

  it("gives one node everything, from its second beat on", () => {
    const group = new Group();
    group.join("a");
    expect(group.slots(32)).toEqual([0]);
    group.beats(2);
    expect(group.slots(32)).toEqual([32]);
    expect(group.owners("c")).toEqual(["a"]);
  });

  it("divides every slot, and every callback has one owner", () => {
    const group = new Group();
    for (const id of ["a", "b", "c"]) group.join(id);
    group.beats(3);
    expect(group.slots(32)).toEqual([11, 11, 10]);
    expect(group.slots(2)).toEqual([1, 1, 0]);
    const owners = callbacks.map((id) => group.owners(id));
    expect(owners.every((of) => of.length === 1)).toBe(true);
    for (const id of ["a", "b", "c"]) {
      expect(owners.filter(([owner]) => owner === id).length).toBeGreaterThan(60);
    }
  });

  it("never has more than all, nor two owners, at any beat while nodes come and go", () => {
    const group = new Group();
    const check = () => {
      expect(sum(group.slots(32))).toBeLessThanOrEqual(32);
      for (const id of callbacks.slice(0, 20)) expect(group.owners(id).length).toBeLessThanOrEqual(1);
    };
    const steps = ["+a", "a", "a", "+b", "b", "b", "a", "+c", "c", "a", "b", "-a", "c", "b", "c", "b", "+d"];
    for (const step of [...steps, "d", "c", "b", "d", "c", "b", "d"]) {
      if (step.startsWith("+")) group.join(step.slice(1));
      else if (step.startsWith("-")) group.nodes.delete(step.slice(1));
      else group.beat(step);
      check();
    }
    group.beats(3);
    expect(sum(group.slots(32))).toBe(32);
    check();
  });

  it("takes what it has less of at once, and more only when all agree", () => {
    const group = new Group();
    const a = group.join("a");
    group.beats(2);
    const b = group.join("b");
    group.beat("b");
    group.beat("b");
    expect([a.slots(32), b.slots(32)]).toEqual([32, 0]);
    group.beat("a");
    expect([a.slots(32), b.slots(32)]).toEqual([16, 0]);
    group.beat("a");
    group.beat("b");
    expect([a.slots(32), b.slots(32)]).toEqual([16, 16]);
  });

  it("moves only what a node owned when that node goes", () => {
    const group = new Group();
    for (const id of ["a", "b", "c"]) group.join(id);
    group.beats(3);
    const before = callbacks.map((id) => group.owners(id)[0]);
    group.nodes.delete("b");
    group.beats(3);
    for (const [index, id] of callbacks.entries())
      if (before[index] !== "b") expect(group.owners(id)).toEqual([before[index]]);
  });

  it("never has more than all after nobody was heard for long, whoever is back first", () => {
    const group = new Group();
    const members = { a: group.join("a"), b: group.join("b") };
    group.beats(3);
    expect(group.slots(32)).toEqual([16, 16]);
    const b = group.nodes.get("b");
    for (const shares of Object.values(members)) shares.lose();
    group.nodes.delete("b");
    group.beats(2);
    expect(members.a.slots(32)).toBe(32);
    if (b !== undefined) group.nodes.set("b", b);
    for (const id of ["b", "b", "a", "b", "a", "b"]) {
      group.beat(id);
      expect(sum(group.slots(32))).toBeLessThanOrEqual(32);
    }
    expect(group.slots(32)).toEqual([16, 16]);
  });

  it("has nothing left when the others gave it up", () => {
    const group = new Group();
    const a = group.join("a");
    group.beats(2);
    a.lose();
    expect([a.slots(32), a.owns("c", 32)]).toEqual([0, false]);
    group.beats(2);
    expect(a.slots(32)).toBe(32);
  });
});
