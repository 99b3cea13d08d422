import { beforeEach, describe, expect, it } from "vitest";
import { idempotencyKeptMs } from "../../../src/store/idempotency.ts";
import type { ChangeRequest } from "../../../src/store/storing-changes.ts";
import { addProject, type OpenStore, report, start, type World, worldOf } from "../world.ts";

/** `Idempotency-Key`: the same request is answered the same and happens once. */
export function describeIdempotency(open: OpenStore): void {
  describe("idempotency", () => {
    let world: World;
    let lead: string;
    beforeEach(async () => {
      world = await worldOf(open);
      lead = await world.lead();
    });

    const keyed = (more: { key?: string; requestHash?: string; projectId?: string } = {}): ChangeRequest => ({
      changes: [report(world.projectId, lead)],
      idempotency: {
        projectId: world.projectId,
        route: "activities",
        key: "k1",
        requestHash: "a",
        ...more,
      },
    });

    it("answers the same again and does nothing more", async () => {
      const { requests: before } = await world.commit({ requests: [keyed()] });
      const { requests: again, ready } = await world.commit({ requests: [keyed()] });
      expect(again).toEqual(before);
      expect(ready).toEqual([]);
      expect(await world.deliveries()).toHaveLength(1);
    });

    it("does so inside one commit too", async () => {
      const { requests } = await world.commit({ requests: [keyed(), keyed(), keyed({ requestHash: "b" })] });
      expect(requests[1]).toEqual(requests[0]);
      expect(requests[2]).toEqual({ kind: "conflict" });
      expect(await world.deliveries()).toHaveLength(1);
    });

    it("tells a key that another request used, and does nothing of it", async () => {
      await world.commit({ requests: [keyed()] });
      const { requests } = await world.commit({ requests: [keyed({ requestHash: "b" })] });
      expect(requests).toEqual([{ kind: "conflict" }]);
      expect(await world.deliveries()).toHaveLength(1);
    });

    it("keeps the answer of a refusal", async () => {
      const refused: ChangeRequest = {
        ...keyed(),
        changes: [report(world.projectId, lead, { toState: "nowhere" })],
      };
      const { requests: before } = await world.commit({ requests: [refused] });
      const { requests: again } = await world.commit({ requests: [refused] });
      expect(before).toMatchObject([{ kind: "decided", results: [{ ok: false }] }]);
      expect(again).toEqual(before);
    });

    it("forgets a key after its time, and not before", async () => {
      await world.commit({ requests: [keyed()] });
      await world.commit({ requests: [keyed()], now: start + idempotencyKeptMs - 1 });
      expect(await world.deliveries()).toHaveLength(1);
      await world.commit({ requests: [keyed()], now: start + idempotencyKeptMs });
      expect(await world.deliveries()).toHaveLength(2);
      expect(await world.store.write.forgetOldKeys(start + 2 * idempotencyKeptMs - 1)).toBe(0);
      expect(await world.store.write.forgetOldKeys(start + 2 * idempotencyKeptMs)).toBe(1);
    });

    it("keeps nothing of a request that failed", async () => {
      const broken = { ...keyed(), changes: [{ ...report(world.projectId, lead), activity: null as never }] };
      const { requests } = await world.commit({ requests: [broken] });
      expect(requests).toMatchObject([{ kind: "failed" }]);
      const { requests: mended } = await world.commit({ requests: [keyed()] });
      expect(mended).toMatchObject([{ kind: "decided", results: [{ ok: true }] }]);
    });

    it("is scoped to the project", async () => {
      const other = await addProject(world.store, [{}]);
      await world.commit({ requests: [keyed()] });
      const { requests } = await other.commit({
        requests: [{ ...keyed({ projectId: other.projectId, requestHash: "b" }), changes: [] }],
      });
      expect(requests).toEqual([{ kind: "decided", results: [] }]);
    });
  });
}
