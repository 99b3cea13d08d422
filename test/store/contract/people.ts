import { beforeEach, describe, expect, it } from "vitest";
import type { Role } from "../../../src/contract/words.ts";
import { newId } from "../../../src/platform/ids.ts";
import type { AuditTable } from "../../../src/store/schema.ts";
import { type OpenStore, start, type World, worldOf } from "../world.ts";

/** Who is in which project, and the links by which people come in. */
export function describePeople(open: OpenStore): void {
  describe("people", () => {
    let world: World;
    beforeEach(async () => {
      world = await worldOf(open);
    });
    const entry = (action: string): AuditTable => ({
      id: newId(start),
      project_id: world.projectId,
      actor: "test",
      action,
      target: "x",
      detail: "{}",
      created_at: start,
    });
    const audit = async () => {
      const all = { actor: null, action: null, since: null, until: null, before: null, limit: 50 };
      const { rows } = await world.store.read.listAudit({ projectId: world.projectId, ...all });
      return rows.map(({ action }) => action).reverse();
    };
    const userOf = (id: string) => ({
      id,
      email: `${id}@example.com`,
      name: "Asha",
      password_hash: "x",
      created_at: start,
    });
    const add = async (role: Role, projectId = world.projectId): Promise<string> => {
      const id = newId(start);
      const membership = { user_id: id, project_id: projectId, role, created_at: start };
      await world.store.write.addMember({ user: userOf(id), membership, audit: [] });
      return id;
    };
    const change = (userId: string, role: Role | null, action = "changed") =>
      world.store.write.changeMember({
        projectId: world.projectId,
        userId,
        role,
        audit: [entry(action)],
      });
    const roles = async () => {
      const all = { projectId: world.projectId, id: null, before: null, limit: 10 };
      return (await world.store.read.listMembers(all)).map(({ role }) => role).reverse();
    };

    it("of two owners who take each other's role at once, one stays", async () => {
      const [one, two] = [await add("owner"), await add("owner")];
      const results = await Promise.all([change(one, "viewer", "first"), change(two, null, "second")]);
      expect(results.filter((result) => result === "done")).toHaveLength(1);
      expect(results.filter((result) => result === "last owner")).toHaveLength(1);
      expect((await roles()).filter((role) => role === "owner")).toHaveLength(1);
      // What was refused is in no log.
      expect(await audit()).toEqual([results[0] === "done" ? "first" : "second"]);
      expect(await change(newId(start), "viewer")).toBe("unknown");
    });

    it("who leaves their last project is gone, with sessions and links", async () => {
      await add("owner");
      const id = await add("editor");
      const { read, write } = world.store;
      await write.insertSession({ hash: "s", user_id: id, created_at: start, expires_at: start + 1_000 });
      const reset = { hash: "r", user_id: id, expires_at: start + 1_000 };
      await write.insertReset({ reset, now: start, audit: [] });
      expect(await change(id, null)).toBe("done");
      expect(await read.userById(id)).toBeUndefined();
      expect(await read.sessionByHash({ hash: "s", now: start })).toBeUndefined();
      expect(await read.resetByHash({ hash: "r", now: start })).toBeUndefined();
    });

    it("a link is used once, also by two at once", async () => {
      const { write, read } = world.store;
      const invitation = {
        id: newId(start),
        project_id: world.projectId,
        email: "ravi@example.com",
        role: "viewer" as const,
        hash: "h",
        invited_by: "test",
        created_at: start,
        expires_at: start + 1_000,
      };
      await write.insertInvitation({ invitation, audit: [] });
      expect(await read.invitationByHash({ hash: "h", now: start + 1_000 })).toBeUndefined();
      const userId = await add("viewer");
      const taken = { hash: "h", now: start, userId, user: null };
      const used = await Promise.all([
        write.acceptInvitation({ ...taken, audit: [entry("once")] }),
        write.acceptInvitation({ ...taken, audit: [entry("twice")] }),
      ]);
      expect(used.filter(Boolean)).toHaveLength(1);
      expect(await audit()).toHaveLength(1);
    });

    it("a page of the log looks at a bounded number of entries", async () => {
      const { write, read } = world.store;
      const user = await add("owner");
      const rare = entry("rare.thing");
      const many = Array.from({ length: 2_001 }, () => entry("often"));
      await write.setUserName({ id: user, name: "A", audit: [rare, ...many] });
      const query = { projectId: world.projectId, actor: null, action: "rare", since: null, until: null };
      const first = await read.listAudit({ ...query, before: null, limit: 10 });
      expect(first).toEqual({ rows: [], next: expect.any(String) });
      const second = await read.listAudit({ ...query, before: first.next, limit: 10 });
      expect(second.rows.map(({ id }) => id)).toEqual([rare.id]);
      expect(second.next).toBeNull();
    });
  });
}
