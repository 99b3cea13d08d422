import { beforeEach, describe, expect, it } from "vitest";
import { scopeOf } from "../../../src/store/jobs/page.ts";
import type { JobTable } from "../../../src/store/schema.ts";
import {
  first,
  jobRow,
  noRoom,
  type OpenStore,
  outcomeOf,
  report as reportOf,
  start,
  type World,
  worldOf,
} from "../world.ts";

/** Recover and replay, page by page. */
export function describeJobs(open: OpenStore): void {
  describe("jobs", () => {
    let world: World;
    let lead: string;
    beforeEach(async () => {
      world = await worldOf(open);
      lead = await world.lead();
    });
    const now = start + 3_600_000;

    async function begin(fields: Partial<JobTable> = {}): Promise<JobTable> {
      const job = jobRow(world, { created_at: now, ...fields });
      await world.store.write.insertJob({ job });
      return job;
    }
    const get = async ({ id }: { id: string }) => {
      const job = await world.store.read.jobById({ projectId: world.projectId, id });
      if (job === undefined) throw new Error("the job is gone");
      return job;
    };
    const pageOf = async (job: JobTable, limit: number) =>
      world.store.read.jobPage({ job: scopeOf(job), position: job.position, limit });
    /** Carries a job out to its end, so many deliveries a step. */
    async function run(of: { id: string }, limit: number): Promise<JobTable> {
      for (let job = await get(of); ; job = await get(of)) {
        if (job.status !== "running") return job;
        await world.store.write.stepJob({ job, page: await pageOf(job, limit), now });
      }
    }
    /** Delivers everything that can be claimed, in the order in which it comes; the sequences of their activities. */
    async function sent(): Promise<(number | "outcome")[]> {
      const order: (number | "outcome")[] = [];
      for (;;) {
        const [next, ...more] = (await world.claim({ now })).ready;
        if (next === undefined) return order;
        expect(more).toEqual([]);
        order.push((JSON.parse(next.body) as { sequence?: number }).sequence ?? "outcome");
        await world.commit({ outcomes: [outcomeOf(next, { endedAt: now })], lease: noRoom, now });
      }
    }
    const report = async (verdict: "delivered" | "failed") => {
      const delivery = first((await world.report(lead)).ready);
      await world.commit({ outcomes: [outcomeOf(delivery, { verdict })] });
      return delivery;
    };

    it.each([1, 2, 100])("opens again what failed, %i a step, in order", async (limit) => {
      for (const verdict of ["failed", "delivered", "failed", "failed"] as const) await report(verdict);
      const job = await run(await begin({ kind: "recover", selection: null }), limit);
      expect(job).toMatchObject({ status: "done", done: 3, ended_at: now });
      expect(await world.statuses()).toEqual(["pending", "delivered", "held", "held"]);
      expect(await sent()).toEqual([1, 3, 4]);
    });

    it.each([1, 2, 100])(
      "keeps what it opens in order where some is new and some is not, %i a step",
      async (limit) => {
        // Nobody was owed the second and the fourth.
        await report("failed");
        const rules = async (triggers: string) =>
          world.store.write.saveProcess({
            projectId: world.projectId,
            id: world.processId,
            revision: (await revision()) ?? 0,
            fields: {},
            callbacks: [{ ...first(world.callbacks), triggers }],
            now: start,
          });
        const revision = async () =>
          (await world.store.read.processById({ projectId: world.projectId, id: world.processId }))?.process
            .revision;
        const { triggers } = first(world.callbacks);
        for (let pair = 0; pair < 2; pair += 1) {
          await rules('["disposition.final"]');
          await world.report(lead);
          await rules(triggers);
          await report("failed");
        }
        expect(await world.deliveries()).toHaveLength(3);
        expect(await run(await begin(), limit)).toMatchObject({ status: "done", done: 5 });
        expect(await sent()).toEqual([1, 2, 3, 4, 5]);
        // One for each activity: there is nothing left, and everything is these.
        expect(await run(await begin(), limit)).toMatchObject({ done: 0 });
        expect(await run(await begin({ selection: "all" }), limit)).toMatchObject({ done: 5 });
        expect(await world.deliveries()).toHaveLength(5);
      },
    );

    it.each([1, 2, 3, 100])("tells outcomes and activities as they happened, %i a step", async (limit) => {
      await world.report(lead, {}, noRoom);
      const update = (state: string) =>
        world.change(
          [
            {
              kind: "update",
              projectId: world.projectId,
              target: { leadId: lead },
              update: { metadata: {}, userId: null, targetState: state },
            },
          ],
          noRoom,
        );
      await update("interested");
      // Nothing moves: an outcome without an activity.
      await update("interested");
      await world.report(lead, {}, noRoom);
      await world.store.write.resumeCallback({
        projectId: world.projectId,
        id: await paused(),
        pending: "skip",
        now,
      });
      expect(new Set(await world.statuses())).toEqual(new Set(["skipped"]));
      expect(await run(await begin(), limit)).toMatchObject({ status: "done", done: 5 });
      expect(await sent()).toEqual([1, "outcome", 2, "outcome", 3]);
    });
    async function paused(): Promise<string> {
      const { id } = first(world.callbacks);
      const pause = { id, projectId: world.projectId, reason: "by hand" };
      await world.store.write.pauseCallbacks({ callbacks: [pause], now });
      return id;
    }

    it("looks at nothing that came long after its end", async () => {
      await report("failed");
      const hour = 3_600_000;
      for (let day = 1; day <= 3; day += 1) {
        const at = start + day * 24 * hour;
        const many = Array.from({ length: 1_500 }, () => reportOf(world.projectId, lead));
        await world.commit({ requests: [{ changes: many, idempotency: null }], now: at, lease: noRoom });
      }
      const within = scopeOf(jobRow(world, { until: start + hour }));
      const pages: number[] = [];
      for (let position: string | null = ""; position !== null; ) {
        const page: Awaited<ReturnType<typeof pageOf>> = await world.store.read.jobPage({
          job: within,
          position,
          limit: 2_000,
        });
        pages.push(page.items.length);
        position = page.next;
      }
      expect(pages).toEqual([1]);
    });

    it("does nothing for a page that was read before something changed, and nothing twice", async () => {
      const [a, b] = [await report("failed"), await report("failed")];
      const job = await begin();
      const page = await pageOf(job, 100);
      await world.store.write.resendDelivery({ projectId: world.projectId, id: a.id, now });
      const step = (of: JobTable) => world.store.write.stepJob({ job: of, page, now });
      expect(await step(job)).toEqual({ state: "stale", opened: 0 });
      expect(await get(job)).toEqual(job);
      expect(await world.statuses()).toEqual(["pending", "failed"]);
      expect(await run(job, 100)).toMatchObject({ status: "done", done: 1 });
      expect(await world.statuses()).toEqual(["pending", "held"]);
      // The same page again, as a node would carry it out that was slower.
      expect(await step(job)).toEqual({ state: "stale", opened: 0 });
      expect((await world.deliveries()).map(({ lane }) => lane)).toEqual([1, 2]);
      expect(b.lane).toBe(0);
    });

    it("goes on where it was, of one callback one after the other, and not once it was cancelled", async () => {
      for (let n = 0; n < 3; n += 1) await report("failed");
      const [one, other] = [await begin(), await begin()];
      const step = async (of: { id: string }) => {
        const job = await get(of);
        return world.store.write.stepJob({ job, page: await pageOf(job, 1), now });
      };
      expect((await world.store.read.jobsToRun()).map(({ id }) => id)).toEqual([one.id]);
      expect(await step(other)).toEqual({ state: "stale", opened: 0 });
      expect(await step(one)).toEqual({ state: "running", opened: 1 });
      expect(await step(one)).toEqual({ state: "running", opened: 1 });
      expect(await world.statuses()).toEqual(["pending", "held", "failed"]);
      const end = { projectId: world.projectId, status: "cancelled" as const, error: null, now };
      expect(await world.store.write.endJob({ ...end, id: one.id })).toBe(true);
      expect(await world.store.write.endJob({ ...end, id: one.id })).toBe(false);
      expect(await step(one)).toEqual({ state: "stale", opened: 0 });
      expect(await get(one)).toMatchObject({ status: "cancelled", done: 2, ended_at: now });
      expect(await run(other, 1)).toMatchObject({ status: "done", done: 1 });
      expect(await sent()).toEqual([1, 2, 3]);
    });

    it("fails where its callback was removed or, for a replay, disabled", async () => {
      await report("failed");
      const recover = await begin({ kind: "recover", selection: null });
      const page = await pageOf(recover, 1);
      const save = async (revision: number, enabled: number | null) =>
        world.store.write.saveProcess({
          projectId: world.projectId,
          id: world.processId,
          revision,
          fields: {},
          callbacks: enabled === null ? [] : [{ ...first(world.callbacks), enabled }],
          now: start,
        });
      await save(1, 0);
      const replay = await begin({ callback_id: first(world.callbacks).id });
      const empty = { items: [], leads: [], payloadFormat: null, next: null };
      expect(await world.store.write.stepJob({ job: replay, page: empty, now })).toMatchObject({
        state: "failed",
      });
      expect(await get(replay)).toMatchObject({ status: "failed", error: "the callback was disabled" });
      await save(2, null);
      expect(await world.store.write.stepJob({ job: recover, page, now })).toMatchObject({ state: "failed" });
      expect(await get(recover)).toMatchObject({
        status: "failed",
        error: "the callback was removed",
        done: 0,
      });
      expect(await world.statuses()).toEqual(["failed"]);
    });
  });
}
