import { beforeEach, describe, expect, it } from "vitest";
import { newId } from "../../../src/platform/ids.ts";
import type { ImportTable } from "../../../src/store/schema.ts";
import { initiate, type OpenStore, start, type World, worldOf } from "../world.ts";

/** What imports note of themselves, and what rehearsals find. */
export function describeImports(open: OpenStore): void {
  describe("imports", () => {
    let world: World;
    let row: ImportTable;
    beforeEach(async () => {
      world = await worldOf(open);
      row = {
        id: newId(start),
        project_id: world.projectId,
        process_id: world.processId,
        file_name: "leads.csv",
        mapping: "{}",
        init: 1,
        dry_run: 0,
        status: "ready",
        columns: null,
        row_count: 0,
        imported: 0,
        existing: 0,
        failed: 0,
        error: null,
        created_at: start,
        noted_at: start,
        ended_at: null,
      };
      await world.store.write.insertImport(row);
    });
    const key = () => ({ projectId: world.projectId, id: row.id, now: start + 5 });
    const counts = { row_count: 3, imported: 2, existing: 0, failed: 1 };
    const refused = { row: 4, column: "phone", error: "no", existing: false, values: ["A", "x"] };
    const note = () =>
      world.store.write.noteImport({
        ...key(),
        counts,
        columns: [{ name: "a", target: null }],
        refused: [refused],
      });
    const stored = () => world.store.read.importById(key());

    it("begin once, are noted, and end", async () => {
      expect(await world.store.write.beginImport(key())).toBe(true);
      expect(await world.store.write.beginImport(key())).toBe(false);
      expect([await note(), await note()]).toEqual([true, true]);
      await world.store.write.endImport({ ...key(), status: "failed", error: "broken" });
      const columns = '[{"name":"a","target":null}]';
      const end = { status: "failed", error: "broken", noted_at: start + 5, ended_at: start + 5 };
      expect(await stored()).toEqual({ ...row, ...counts, ...end, columns });
      const batches = await world.store.read.importRefusals({ ...key(), after: 0, limit: 5 });
      expect(batches.map(({ refusals }) => refusals)).toEqual([[refused], [refused]]);
      const after = batches[0]?.n ?? 0;
      expect(await world.store.read.importRefusals({ ...key(), after, limit: 5 })).toEqual(batches.slice(1));
    });

    it("stay cancelled once they are, whether they had begun or not", async () => {
      expect(await world.store.write.cancelImport(key())).toBe(true);
      expect(await stored()).toMatchObject({ status: "cancelled", ended_at: start + 5 });
      expect(await world.store.write.beginImport(key())).toBe(false);
      row = { ...row, id: newId(start) };
      await world.store.write.insertImport(row);
      await world.store.write.beginImport(key());
      await world.store.write.cancelImport(key());
      expect(await stored()).toMatchObject({ status: "cancelled", ended_at: null });
      expect(await note()).toBe(false);
      await world.store.write.endImport({ ...key(), status: "done", error: null });
      expect(await stored()).toMatchObject({ status: "cancelled", ended_at: start + 5, imported: 2 });
      expect(await world.store.write.cancelImport(key())).toBe(false);
    });

    it("are removed with what they say once they are old", async () => {
      await world.store.write.beginImport(key());
      await note();
      expect(await world.store.write.removeImports({ before: start + 5 })).toBe(0);
      // Ids never go back: others of this process may have been made later.
      const before = Number.parseInt(row.id.slice(0, 8), 16) * 1_000 + 2_000;
      expect(await world.store.write.removeImports({ before })).toBe(1);
      expect(await world.store.write.removeImports({ before })).toBe(0);
      expect(await world.store.read.importRefusals({ ...key(), after: 0, limit: 5 })).toEqual([]);
    });

    it("can be rehearsed: what would be decided, and nothing is stored", async () => {
      await world.lead({ phone: "+919811111111", referenceId: "R1" });
      const lead = (fields: Parameters<typeof initiate>[2]) =>
        initiate(world.projectId, world.processId, fields);
      const changes = [
        lead({ phone: "+919822222222", referenceId: "R2" }),
        lead({ phone: "+919811111111", referenceId: "R3" }),
        lead({ phone: "+919822222222", referenceId: "R4" }),
      ];
      const rehearse = () => world.store.write.rehearse({ changes, now: start });
      const ok = (await rehearse()).map((result) => result.ok);
      expect(ok).toEqual([true, false, false]);
      expect((await rehearse()).map((result) => result.ok)).toEqual(ok);
      expect((await world.change(changes)).results.map((result) => result.ok)).toEqual(ok);
    });
  });
}
