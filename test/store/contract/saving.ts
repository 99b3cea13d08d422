import { beforeEach, describe, expect, it } from "vitest";
import {
  addProject,
  callbackRow,
  first,
  noRoom,
  type OpenStore,
  start,
  type World,
  worldOf,
} from "../world.ts";

/** Save: one change of a process with its callbacks, or nothing of it; and what resuming a callback skips. */
export function describeSaving(open: OpenStore): void {
  describe("saving", () => {
    let world: World;
    beforeEach(async () => {
      world = await worldOf(open, [{}, {}]);
    });
    const save = (more: Partial<Parameters<World["store"]["write"]["saveProcess"]>[0]> = {}) =>
      world.store.write.saveProcess({
        projectId: world.projectId,
        id: world.processId,
        revision: 1,
        fields: {},
        callbacks: null,
        now: start + 1,
        ...more,
      });
    const stored = () => world.store.read.processById({ projectId: world.projectId, id: world.processId });

    it("stores fields and callbacks with the revision one up", async () => {
      const [one, two] = world.callbacks;
      if (one === undefined || two === undefined) throw new Error("no callbacks");
      const added = callbackRow(world.projectId, world.processId, 2, { name: "Third" });
      const changed = { ...two, position: 0, url: "https://example.org/new" };
      const callbacks = [changed, { ...one, position: 1 }, added];
      expect(await save({ fields: { name: "Renamed" }, callbacks })).toBe("saved");
      expect(await stored()).toMatchObject({
        process: { name: "Renamed", revision: 2, updated_at: start + 1 },
        callbacks,
      });
    });

    it.each([
      ["a stale revision", { revision: 2 }],
      ["another project", { projectId: "6964f2c80a7a6964f2c80a7a" }],
    ])("stores nothing of it with %s", async (_, wrong) => {
      const before = await stored();
      expect(await save({ ...wrong, fields: { name: "Renamed" }, callbacks: [] })).toBe("stale");
      expect(await stored()).toEqual(before);
    });

    it("stores nothing of it where one callback cannot be stored", async () => {
      const before = await stored();
      const broken = callbackRow(world.projectId, world.processId, 0, { url: null as never });
      await expect(save({ fields: { name: "Renamed" }, callbacks: [broken] })).rejects.toThrow();
      expect(await stored()).toEqual(before);
    });

    it("skips what a removed callback is owed, and owes it nothing more", async () => {
      const lead = await world.lead();
      await world.report(lead, {}, noRoom);
      await world.report(lead, {}, noRoom);
      const [kept, removed] = world.callbacks;
      if (kept === undefined || removed === undefined) throw new Error("no callbacks");
      await save({ callbacks: [kept] });
      await world.report(lead, {}, noRoom);
      const of = async (id: string) =>
        (await world.deliveries()).filter((row) => row.callback_id === id).map((row) => row.status);
      expect(await of(kept.id)).toEqual(["pending", "held", "held"]);
      expect(await of(removed.id)).toEqual(["skipped", "skipped"]);
      expect(
        await world.store.read.callbackById({ projectId: world.projectId, id: removed.id }),
      ).toMatchObject({ removed_at: start + 1 });
    });

    it("holds from the next change on", async () => {
      const lead = await world.lead();
      const [one, two] = world.callbacks;
      if (one === undefined || two === undefined) throw new Error("no callbacks");
      await world.report(lead);
      await save({
        callbacks: [
          { ...one, enabled: 0 },
          { ...two, payload_format: "lead_update" },
        ],
      });
      await world.report(lead);
      expect((await world.deliveries()).map((row) => [row.callback_id, row.payload_format])).toEqual([
        [one.id, "activity_update"],
        [two.id, "activity_update"],
        [two.id, "lead_update"],
      ]);
    });

    it("keeps a pause and a secret that changed since the callback was read", async () => {
      const { id } = first(world.callbacks);
      const { projectId, callbacks } = world;
      await world.store.write.pauseCallbacks({
        callbacks: [{ id, projectId, reason: "by hand" }],
        now: start,
      });
      await world.store.write.setSecrets({
        projectId,
        id,
        secret: "new",
        previousSecret: "sealed",
        previousUntil: start + 10,
      });
      await save({ callbacks });
      expect((await stored())?.callbacks[0]).toMatchObject({
        paused_reason: "by hand",
        paused_at: start,
        secret: "new",
        previous_secret: "sealed",
        previous_until: start + 10,
      });
    });

    it("takes a new secret with another signing scheme", async () => {
      const [one, two] = world.callbacks;
      if (one === undefined || two === undefined) throw new Error("no callbacks");
      await save({ callbacks: [{ ...one, signing: "v1a", secret: "ed25519" }, two] });
      expect((await stored())?.callbacks[0]).toMatchObject({ signing: "v1a", secret: "ed25519" });
    });
  });

  describe("resuming", () => {
    it("skips what waits where it is asked to, of that callback only", async () => {
      const world = await worldOf(open, [{}, {}]);
      const other = await addProject(world.store, [{}]);
      const lead = await world.lead();
      await world.report(lead, {}, noRoom);
      await world.report(lead, {}, noRoom);
      const callback = first(world.callbacks);
      const resume = (projectId: string, pending: "send" | "skip") =>
        world.store.write.resumeCallback({ projectId, id: callback.id, pending, now: start + 1 });
      expect(await resume(other.projectId, "skip")).toEqual({ resumed: false, skipped: 0 });
      await world.store.write.pauseCallbacks({
        callbacks: [{ id: callback.id, projectId: world.projectId, reason: "by hand" }],
        now: start,
      });
      expect(await resume(world.projectId, "skip")).toEqual({ resumed: true, skipped: 2 });
      const rows = await world.deliveries();
      expect(rows.map((row) => [row.callback_id === callback.id, row.status, row.ended_at])).toEqual([
        [true, "skipped", start + 1],
        [false, "pending", null],
        [true, "skipped", start + 1],
        [false, "held", null],
      ]);
      // What comes next is sent again, with nothing before it.
      const { ready } = await world.report(lead);
      expect(ready.map(({ callbackId }) => callbackId)).toEqual([callback.id]);
    });
  });
}
