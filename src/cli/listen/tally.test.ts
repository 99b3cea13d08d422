import { describe, expect, it } from "vitest";
import { type Request, Tally } from "./tally.ts";

const request = (webhookId: string | null, changes: Partial<Request> = {}): Request => ({
  webhookId,
  source: "/ 0",
  leadId: "L1",
  sequence: 1,
  ...changes,
});

describe("Tally", () => {
  it("keeps the order of two callbacks at the same receiver apart", () => {
    const tally = new Tally();
    const notes = [
      tally.arrived(request("a", { source: "/ 0", sequence: 5 }), null),
      tally.arrived(request("b", { source: "/ 1", sequence: 4 }), null),
      tally.arrived(request("c", { source: "/other 0", sequence: 3 }), null),
      tally.arrived(request("d", { source: "/ 0", sequence: 4 }), null),
    ];
    expect(notes.map(({ after }) => after)).toEqual([null, null, null, 5]);
  });

  it("takes an equal sequence (a replay under another id) for no disorder", () => {
    const tally = new Tally();
    tally.arrived(request("a", { sequence: 5 }), null);
    expect(tally.arrived(request("b", { sequence: 5 }), null).after).toBeNull();
  });

  it("counts what has no webhook-id, and never as a duplicate", () => {
    const tally = new Tally();
    tally.arrived(request(null), null);
    expect(tally.arrived(request(null), null).seenBefore).toBeNull();
    expect(tally.summary).toMatchObject({ received: 2, unique: 2, duplicates: 0 });
  });

  it("forgets the oldest of very many, and remembers the newer", () => {
    const tally = new Tally();
    for (let i = 0; i <= 100_000; i += 1) tally.arrived(request(`id${i}`, { leadId: `L${i}` }), null);
    expect(tally.arrived(request("id1"), null).seenBefore).toEqual({ answered: null });
    expect(tally.arrived(request("id0"), null).seenBefore).toBeNull();
  });
});
