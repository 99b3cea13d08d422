import { describe, expect, it } from "vitest";
import type { CommittedChanges } from "../committed.ts";
import { Outbox } from "./outbox.ts";

const nothing: CommittedChanges = {
  projectId: "p1",
  activities: [],
  deliveries: [],
  activityCount: 0,
  deliveryCount: 0,
};

describe("what a node tells others", () => {
  it("is gathered by project, each inspector once", async () => {
    const sent: string[] = [];
    const outbox = new Outbox("a", async (payload) => void sent.push(payload));
    outbox.add({ kind: "changes", changes: [{ ...nothing, inspectors: ["i1"] }] });
    outbox.add({ kind: "changes", changes: [{ ...nothing, deliveryCount: 2 }] });
    outbox.add({ kind: "changes", changes: [{ ...nothing, inspectors: ["i2", "i1"] }] });
    await outbox.flush();
    expect(sent).toHaveLength(1);
    expect(new Outbox("b", async () => {}).open(sent[0] ?? "")).toEqual({
      kind: "changes",
      changes: [{ ...nothing, deliveryCount: 2, inspectors: ["i1", "i2"] }],
    });
    expect(outbox.open(sent[0] ?? "")).toBeNull();
  });
});
