import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeClock } from "../../test/fakes/clock.ts";
import { newDatabaseFile } from "../../test/store/files.ts";
import {
  addProject,
  first,
  initiate,
  jobRow,
  noRoom,
  outcomeOf,
  report,
  start,
  type World,
  worldOf,
} from "../../test/store/world.ts";
import { createLog } from "../platform/log.ts";
import { StoreUnavailable } from "../store/engine.ts";
import { openSqliteInPlace } from "../store/host.ts";
import type { Store } from "../store/operations.ts";
import { JobRunner } from "./job-runner.ts";

describe("the runner of jobs", () => {
  let clock: FakeClock;
  let world: World;
  let opened: string[];
  const runners: JobRunner[] = [];
  beforeEach(async () => {
    clock = new FakeClock(start);
    opened = [];
    world = await worldOf(() => openSqliteInPlace(newDatabaseFile()));
  });
  afterEach(async () => {
    for (const runner of runners.splice(0)) await runner.stop();
  });

  function begin(store: Store = world.store): JobRunner {
    const runner = new JobRunner({
      store,
      clock,
      log: createLog("silent"),
      opened: (projectId, count) => opened.push(...Array(Math.ceil(count / 50)).fill(projectId)),
    });
    runners.push(runner);
    runner.start();
    return runner;
  }
  /** A job to replay everything since the beginning to the first callback of a project. */
  async function replay(of: World): Promise<string> {
    const job = jobRow(of);
    await world.store.write.insertJob({ job });
    return job.id;
  }
  /** So many new leads, made at once. */
  async function leadsOf(count: number): Promise<string[]> {
    const changes = Array.from({ length: count }, () => initiate(world.projectId, world.processId));
    const { results } = await world.change(changes);
    return results.flatMap((result) => (result.ok && result.kind === "lead" ? [result.lead.id] : []));
  }
  /** What these leads report, skipped at once. */
  async function skipped(of: World, leads: readonly string[]): Promise<void> {
    const changes = leads.map((leadId) => report(of.projectId, leadId));
    await of.change(changes, noRoom);
    const { id } = first(of.callbacks);
    const pause = { id, projectId: of.projectId, reason: "by hand" };
    await of.store.write.pauseCallbacks({ callbacks: [pause], now: start });
    await of.store.write.resumeCallback({ ...pause, pending: "skip", now: start });
  }
  const job = async (of: World, id: string) => of.store.read.jobById({ projectId: of.projectId, id });
  const becomes = (of: World, id: string, fields: Record<string, unknown>) =>
    vi.waitFor(async () => {
      await clock.advance(0);
      expect(await job(of, id)).toMatchObject(fields);
    }, 10_000);

  it("takes projects in turn, and what waits longest of each first", async () => {
    const other = await addProject(world.store, [{}]);
    for (const of of [world, other]) await skipped(of, Array(450).fill(await of.lead()));
    const [one, two, three] = [await replay(world), await replay(other), await replay(world)];
    begin();
    await becomes(world, three, { status: "done", total: 0, done: 0 });
    await becomes(other, two, { status: "done", total: 450, done: 450 });
    expect(await job(world, one)).toMatchObject({ status: "done", total: 450, done: 450 });
    const of = (project: World, opens: number) => Array(opens).fill(project.projectId);
    expect(opened).toEqual([
      ...[...of(world, 4), ...of(other, 4)],
      ...[...of(world, 4), ...of(other, 4)],
      ...[...of(world, 1), ...of(other, 1)],
    ]);
  });

  it("opens no more while much is due, and goes on when it was sent", async () => {
    await skipped(world, await leadsOf(500));
    const id = await replay(world);
    begin();
    await becomes(world, id, { done: 400, total: 500 });
    await clock.advance(10_000);
    expect(await job(world, id)).toMatchObject({ status: "running", done: 400 });
    const { ready } = await world.claim({ now: clock.now(), room: 300 });
    await world.commit({ outcomes: ready.map((delivery) => outcomeOf(delivery)) });
    await clock.advance(200);
    await becomes(world, id, { status: "done", done: 500 });
  });

  it("does not wait for what is tried again later", async () => {
    const changes = (await leadsOf(300)).map((leadId) => report(world.projectId, leadId));
    const { ready } = await world.change(changes);
    const later = { verdict: "retry" as const, dueAt: start + 3_600_000 };
    await world.commit({ outcomes: ready.map((delivery) => outcomeOf(delivery, later)) });
    const other = await world.lead();
    const delivery = first((await world.report(other)).ready);
    await world.commit({ outcomes: [outcomeOf(delivery, { verdict: "failed" })] });
    const id = await replay(world);
    begin();
    await becomes(world, id, { status: "done", done: 1 });
  });

  it("goes on with what an earlier life has begun, exactly behind what that has done", async () => {
    await skipped(world, Array(450).fill(await world.lead()));
    const id = await replay(world);
    let steps = 0;
    const cut: Store = {
      ...world.store,
      write: {
        ...world.store.write,
        async stepJob(step) {
          steps += 1;
          // Killed after the commit, before anything was told of it.
          if (steps === 2) await new Promise(() => {});
          return world.store.write.stepJob(step);
        },
      },
    };
    const killed = new JobRunner({ store: cut, clock, log: createLog("silent"), opened: () => {} });
    killed.start();
    await becomes(world, id, { status: "running", done: 200 });
    begin();
    await becomes(world, id, { status: "done", done: 450, total: 450 });
    expect(new Set((await world.deliveries()).map(({ lane }) => lane)).size).toBe(450);
  });

  it("counts and carries out what is far more than one page looks at", async () => {
    const other = await addProject(world.store, []);
    const [own, theirs] = [await world.lead(), await other.lead()];
    await world.report(own, {}, noRoom);
    for (let n = 0; n < 5; n += 1)
      await other.change(Array.from({ length: 500 }, () => report(other.projectId, theirs)));
    await skipped(world, [own]);
    const id = await replay(world);
    begin();
    await becomes(world, id, { status: "done", done: 2, total: 2 });
  });

  it("fails a job that a bug stops again and again, but not while the database takes nothing", async () => {
    await skipped(world, [await world.lead()]);
    const id = await replay(world);
    let error: Error = new StoreUnavailable("the disk is full");
    let tries = 0;
    const failing: Store = {
      ...world.store,
      write: {
        ...world.store.write,
        stepJob() {
          tries += 1;
          return Promise.reject(error);
        },
      },
    };
    begin(failing);
    await vi.waitFor(async () => {
      await clock.advance(1_000);
      expect(tries).toBeGreaterThan(8);
    }, 10_000);
    expect(await job(world, id)).toMatchObject({ status: "running", done: 0 });
    error = new Error("a bug");
    await vi.waitFor(async () => {
      await clock.advance(1_000);
      const failed = { status: "failed", error: "an internal error: see the log", done: 0 };
      expect(await job(world, id)).toMatchObject(failed);
    }, 10_000);
  });
});
