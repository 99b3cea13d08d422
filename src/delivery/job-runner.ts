import type { Clock, Timer } from "../platform/clock.ts";
import type { Log } from "../platform/log.ts";
import { StoreUnavailable } from "../store/engine.ts";
import { countJob } from "../store/jobs/count.ts";
import { scopeOf } from "../store/jobs/page.ts";
import type { Store } from "../store/operations.ts";
import type { JobTable } from "../store/schema.ts";

/** Deliveries that one transaction opens. */
const openedAtOnce = 200;
/** While a callback has more than this that is due, its jobs open no more: what is live goes first. */
const mostDue = 256;
/** How long until a callback that has enough is looked at again, ms. */
const waitMs = 200;
/** How often jobs are looked for that another node or an earlier life began, ms. */
const idleMs = 5_000;
/** Pause after a failure, ms, and how many of a job in a row end it. */
const retryMs = 1_000;
const mostFailures = 5;

export interface JobRunnerOptions {
  store: Store;
  clock: Clock;
  log: Log;
  /** Deliveries of a project were opened: they can be claimed. */
  opened: (projectId: string, count: number) => void;
}

/**
 * Carries out jobs in the background, a small transaction at a time: each project in its turn, and of a project the
 * oldest that can go on. A job's position is stored with what it did, so nothing is lost or done twice when the
 * process ends.
 */
export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #failures = new Map<string, number>();
  #timer: Timer | null = null;
  #round: Promise<void> | null = null;
  #again = false;
  #running = false;

  constructor(options: JobRunnerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = true;
    this.wake();
  }

  /** Lets the step that is under way finish. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#timer?.cancel();
    await this.#round;
  }

  /** There is a new job: look now. */
  wake(): void {
    if (!this.#running) return;
    this.#again = true;
    if (this.#round !== null) return;
    this.#timer?.cancel();
    this.#round = this.#rounds().finally(() => {
      this.#round = null;
    });
  }

  async #rounds(): Promise<void> {
    let next: number = idleMs;
    while (this.#running && this.#again) {
      this.#again = false;
      try {
        next = await this.#eachProject();
      } catch (error) {
        next = retryMs;
        this.#options.log.warn({ reason: (error as Error).message }, "could not look for jobs; trying again");
      }
    }
    if (this.#running) this.#timer = this.#options.clock.setTimeout(() => this.wake(), next);
  }

  /** One step for each project. Returns when to look again, ms; notes where there is more to do at once. */
  async #eachProject(): Promise<number> {
    const jobs = await this.#options.store.read.jobsToRun();
    let next: number = idleMs;
    for (const own of Map.groupBy(jobs, (job) => job.project_id).values()) {
      const went = await this.#oneOf(own);
      if (went === "went") this.#again = true;
      else next = Math.min(next, went === "failed" ? retryMs : waitMs);
    }
    return next;
  }

  /** A step of the first job of a project that does not wait. */
  async #oneOf(jobs: readonly JobTable[]): Promise<"went" | "waits" | "failed"> {
    for (const job of jobs) {
      if (!this.#running) return "waits";
      try {
        const went = await this.#step(job);
        this.#failures.delete(job.id);
        if (went) return "went";
      } catch (error) {
        await this.#failed(job, error as Error);
        return "failed";
      }
    }
    return "waits";
  }

  /** Returns false where the callback has enough that is due. */
  async #step(job: JobTable): Promise<boolean> {
    const { store, clock, log, opened } = this.#options;
    if (job.total === null) await this.#count(job);
    const due = await store.read.dueOf({ callbackId: job.callback_id, now: clock.now(), most: mostDue });
    if (due > mostDue) return false;
    const { position } = job;
    const page = await store.read.jobPage({ job: scopeOf(job), position, limit: openedAtOnce });
    const result = await store.write.stepJob({ job, page, now: clock.now() });
    if (result.opened > 0) opened(job.project_id, result.opened);
    if (result.state === "done" || result.state === "failed") {
      log.info({ jobId: job.id, kind: job.kind, callbackId: job.callback_id }, `a job is ${result.state}`);
    }
    return true;
  }

  async #count(job: JobTable): Promise<void> {
    const { store } = this.#options;
    const counted = await countJob(store, scopeOf(job), Number.POSITIVE_INFINITY, () => this.#running);
    if (counted.whole)
      await store.write.setJobTotal({ projectId: job.project_id, id: job.id, total: counted.count });
  }

  async #failed(job: JobTable, error: Error): Promise<void> {
    const { store, clock, log } = this.#options;
    const failures = (this.#failures.get(job.id) ?? 0) + 1;
    this.#failures.set(job.id, failures);
    log.error({ jobId: job.id, reason: error.message }, "a job could not go on; it tries again");
    if (error instanceof StoreUnavailable || failures < mostFailures) return;
    this.#failures.delete(job.id);
    await store.write.endJob({
      projectId: job.project_id,
      id: job.id,
      status: "failed",
      error: "an internal error: see the log",
      now: clock.now(),
    });
  }
}
