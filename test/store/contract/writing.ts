import { beforeEach, describe, expect, it } from "vitest";
import type { Change } from "../../../src/outreach/model.ts";
import { addProject, first, initiate, type OpenStore, report, start, type World, worldOf } from "../world.ts";

/** The writer: what is committed together, and that what is refused leaves nothing. */
export function describeWriting(open: OpenStore): void {
  describe("writing", () => {
    let world: World;
    beforeEach(async () => {
      world = await worldOf(open, [{}, { payload_format: "lead_history" }]);
    });

    it("stores an accepted change with everything that it owes", async () => {
      const lead = await world.lead();
      const { results, ready } = await world.report(lead, { disposition: "Interested" });
      const [result] = results;
      if (!result?.ok || result.kind !== "activity") throw new Error("refused");
      const activity = JSON.parse(result.answer) as { id: string; deliveries: number };
      expect(activity.deliveries).toBe(2);
      const rows = await world.deliveries();
      expect(rows.map((row) => [row.activity_id, row.callback_id, row.payload_format, row.status])).toEqual(
        world.callbacks.map((callback) => [activity.id, callback.id, callback.payload_format, "pending"]),
      );
      expect(rows[0]?.triggers).toBe(
        '["call.completed","lead.status_changed","disposition.final","activity.latest_changed"]',
      );
      expect(ready.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
      for (const { id, body } of ready) {
        const stored = await world.store.read.deliveryInFull({ projectId: world.projectId, id });
        expect(stored?.body).toBe(body);
      }
      const after = await world.store.read.leadByTarget({
        projectId: world.projectId,
        target: { leadId: lead },
      });
      expect(after).toMatchObject({
        currentState: "interested",
        sequence: 1,
        lastActivityId: activity.id,
        lastDisposition: "Interested",
      });
    });

    it("gives everything of a large commit the number that it is stored under", async () => {
      const leads = await Promise.all(Array.from({ length: 25 }, () => world.lead()));
      const { ready } = await world.change(leads.map((lead) => report(world.projectId, lead)));
      const rows = await world.deliveries();
      expect(rows).toHaveLength(50);
      const numbers = new Map(rows.map(({ n, id }) => [id, n]));
      // More than one statement's worth; what is not leased for want of room is stored all the same.
      expect(ready.length).toBeGreaterThan(16);
      expect(ready.map(({ n }) => n)).toEqual(ready.map(({ id }) => numbers.get(id)));
    });

    it("leaves nothing of a refused change and stores the others of its request", async () => {
      const lead = await world.lead();
      const { results } = await world.change([
        report(world.projectId, lead, { disposition: "No such thing" }),
        report(world.projectId, "6964f2c80a7a6964f2c80a7a"),
        report(world.projectId, lead),
      ]);
      expect(results.map((result) => (result.ok ? "ok" : result.refusal.status))).toEqual([400, 404, "ok"]);
      expect(await world.deliveries()).toHaveLength(2);
      const { rows } = await world.store.read.listActivities({
        projectId: world.projectId,
        leadId: lead,
        processId: null,
        type: null,
        before: null,
        limit: 10,
      });
      expect(rows.map(({ sequence }) => sequence)).toEqual([1]);
    });

    it.each([
      ["phone", { phone: "+919876543210" }],
      ["email", { email: "asha@example.com" }],
      ["referenceId", { referenceId: "AB1" }],
    ] as const)("finds a duplicate %s inside one commit and after it", async (path, fields) => {
      const make = (): Change => initiate(world.projectId, world.processId, fields);
      const { requests } = await world.commit({
        requests: [
          { changes: [make(), make()], idempotency: null },
          { changes: [make()], idempotency: null },
        ],
      });
      const later = await world.change([make()]);
      const results = [
        ...requests.flatMap((result) => (result.kind === "decided" ? result.results : [])),
        ...later.results,
      ];
      const [made, ...others] = results;
      if (!made?.ok || made.kind !== "lead") throw new Error("refused");
      expect(others).toHaveLength(3);
      for (const other of others) {
        expect(other).toMatchObject({ ok: false, refusal: { path, existingLeadId: made.lead.id } });
      }
    });

    it("refuses a reference that another lead has, however the lead that wants it is named", async () => {
      const { projectId, processId } = world;
      const holder = await world.lead({ referenceId: "taken" });
      const leadId = await world.lead({ referenceId: "own" });
      const update = { referenceId: "taken", metadata: {}, userId: null };
      for (const target of [{ leadId }, { processId, referenceId: "own" }]) {
        const { results } = await world.change([{ kind: "update", projectId, target, update }]);
        expect(results).toMatchObject([{ refusal: { path: "referenceId", existingLeadId: holder } }]);
      }
    });

    it("applies changes of one commit in the order in which they arrived", async () => {
      const lead = await world.lead();
      const say = (summary: string) => ({
        changes: [report(world.projectId, lead, { summary })],
        idempotency: null,
      });
      await world.commit({ requests: [say("one"), say("two"), say("three")] });
      const { rows } = await world.store.read.listActivities({
        projectId: world.projectId,
        leadId: lead,
        processId: null,
        type: null,
        before: null,
        limit: 10,
      });
      const inOrder = rows.reverse();
      expect(inOrder.map((row) => row.sequence)).toEqual([1, 2, 3]);
      expect(inOrder.map((row) => /"summary":"(\w+)"/.exec(row.body)?.[1])).toEqual(["one", "two", "three"]);
      expect(inOrder.map((row) => row.lastActivityId)).toEqual([null, inOrder[0]?.id, inOrder[1]?.id]);
    });

    it("lets a request that fails unexpectedly fail alone", async () => {
      const lead = await world.lead();
      const broken = initiate(world.projectId, world.processId, { metadata: null as never });
      const { requests, ready } = await world.commit({
        requests: [
          { changes: [report(world.projectId, lead)], idempotency: null },
          { changes: [report(world.projectId, lead), broken], idempotency: null },
          { changes: [report(world.projectId, lead)], idempotency: null },
        ],
      });
      expect(requests.map(({ kind }) => kind)).toEqual(["decided", "failed", "decided"]);
      // Nothing of the broken request: its own report neither.
      const rows = await world.deliveries();
      expect(rows.map(({ status }) => status)).toEqual(["pending", "pending", "held", "held"]);
      expect(ready.map(({ n }) => n)).toEqual(rows.slice(0, 2).map(({ n }) => n));
    });

    it("keeps projects apart: another project's lead and process are unknown", async () => {
      const other = await addProject(world.store, [{}]);
      const lead = await world.lead({ phone: "+919876543210", email: "a@example.com" });
      const { results } = await other.change([
        report(other.projectId, lead),
        { kind: "initiate-existing", projectId: other.projectId, leadId: lead },
        initiate(other.projectId, world.processId),
        {
          kind: "update",
          projectId: other.projectId,
          target: { leadId: lead },
          update: { metadata: {}, userId: null },
        },
        // What must be unique is so within a project.
        initiate(other.projectId, other.processId, { phone: "+919876543210", email: "a@example.com" }),
      ]);
      expect(results.map((result) => (result.ok ? "ok" : result.refusal.status))).toEqual([
        404,
        404,
        404,
        404,
        "ok",
      ]);
      expect(await other.deliveries()).toEqual([]);
      expect(await world.deliveries()).toEqual([]);
    });

    it("owes an update's outcome to every callback, before the update's own activity", async () => {
      const lead = await world.lead();
      const update = { metadata: { city: "Pune" }, targetState: "interested", userId: null };
      await world.change([{ kind: "update", projectId: world.projectId, target: { leadId: lead }, update }]);
      const rows = await world.deliveries();
      expect(rows.map(({ kind, status }) => [kind, status])).toEqual([
        ["update_outcome", "pending"],
        ["update_outcome", "pending"],
        ["activity", "held"],
        ["activity", "held"],
      ]);
      const body = await world.store.read.deliveryInFull({
        projectId: world.projectId,
        id: first(rows).id,
      });
      expect(JSON.parse(body?.body ?? "")).toMatchObject({
        success: true,
        data: { city: "Pune" },
        timestamp: start,
      });
    });
  });
}
