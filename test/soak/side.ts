import { join } from "node:path";
import { Arrivals, brokenInStore } from "../crash/arrivals.ts";
import { startRingback } from "../crash/child.ts";
import { Load } from "../crash/load.ts";
import {
  activitiesOf,
  addCallbacks,
  addLeads,
  anyOf,
  moody,
  nothingOwed,
  paths,
  patientEnv,
  pause,
} from "../crash/traffic.ts";
import { startReceiver } from "../fakes/receiver.ts";
import { type Api, createClients, type Fields } from "../support/api.ts";

const leadCount = 500;
/** How long what is owed may take to arrive once nothing more is reported, ms. */
const patienceMs = 60_000;
/** How far back a replay goes, ms. */
const replayedMs = 5_000;

export interface SideOptions {
  /** Folder of its database. */
  folder: string;
  workers: number;
  /** How long each worker waits between two requests, ms. */
  pauseMs: number;
  /** How long ended deliveries are kept, days. */
  keptDays: number;
}

/** One Ringback of its own process under steady load, with the receiver that judges what it sends. */
export interface Side {
  readonly file: string;
  /** Of its process as it runs now. */
  readonly pid: number;
  readonly load: Load;
  /** What arrived, by callback. */
  readonly arrivals: ReadonlyMap<string, Arrivals>;
  /** Kills it in the midst of its load and starts it again; also while it still starts, where told to. */
  kill(alsoWhileStarting: boolean): Promise<void>;
  /** Begins to send all of the last seconds again, to both callbacks. */
  replay(): Promise<void>;
  /** Jobs that were carried out to their end, and deliveries that they opened. */
  jobs(): Promise<{ done: number; opened: number; broken: string[] }>;
  /** Ends the load, waits until nothing is owed, and says which promises were broken. */
  check(): Promise<string[]>;
  /** Stops it in order. Returns the exit code. */
  stop(): Promise<number | null>;
  /** Ends all that is left of it. */
  end(): Promise<void>;
}

/** Starts one with two callbacks and some leads, and its load. */
export async function startSide({ folder, workers, pauseMs, keptDays }: SideOptions): Promise<Side> {
  const file = join(folder, "ringback.db");
  const env = {
    ...patientEnv,
    RETENTION_DAYS: String(keptDays),
    FAILED_RETENTION_DAYS: String(keptDays),
    NODE_COMPILE_CACHE: join(folder, "compile-cache"),
  };
  const arrivals = new Map<string, Arrivals>(paths.map((path) => [path, new Arrivals()]));
  const receiver = await startReceiver({
    keep: false,
    answer(request) {
      arrivals.get(request.path)?.take(request);
      return moody();
    },
  });
  let running = startRingback(file, env);
  const first = await running.listening;
  let { url } = first;
  const clients = createClients(() => url);
  const api = clients.api(first.token ?? "");
  const callbackIds = await addCallbacks(api, first.processId, receiver.url);
  const leads = await addLeads(api, first, leadCount);
  const load = new Load(api, leads, pauseMs);
  load.start(workers);

  return {
    file,
    get pid() {
      return running.pid;
    },
    load,
    arrivals,
    async kill(alsoWhileStarting) {
      await running.kill();
      await load.stop();
      running = startRingback(file, env);
      if (alsoWhileStarting) {
        await pause(Math.random() * 1_000);
        await running.kill();
        running = startRingback(file, env);
      }
      url = (await running.listening).url;
      load.start(workers);
      await load.answered;
    },
    async replay() {
      const body = { since: new Date(Date.now() - replayedMs).toISOString(), only: "all" };
      for (const id of callbackIds) await api.post(`/api/v1/callbacks/${id}/replay`, body);
    },
    async jobs() {
      const jobs = await jobsOf(api);
      const broken = jobs.filter(({ status }) => status !== "done");
      return {
        done: jobs.length - broken.length,
        opened: jobs.reduce((sum, job) => sum + Number(job.done), 0),
        broken: broken.map(({ id, status, error }) => `job ${id} is ${status}: ${error}`),
      };
    },
    async check() {
      await load.stop();
      const broken: string[] = [];
      await noJobRuns(api, patienceMs).catch((error: Error) => broken.push(error.message));
      await nothingOwed(api, patienceMs).catch((error: Error) => broken.push(error.message));
      const ended = await anyOf(api, "failed,skipped");
      if (ended !== null) broken.push(`was given up: ${ended.id}`);
      const { activities, updates } = load.acknowledged;
      const stored = await activitiesOf(api, leads);
      broken.push(...brokenInStore(stored, activities));
      for (const [path, arrived] of arrivals) {
        arrived.expectAll(stored, updates);
        broken.push(...arrived.broken.map((what) => `${path}: ${what}`));
      }
      return broken;
    },
    stop: () => running.stop(),
    async end() {
      await load.stop();
      await running.kill();
      await receiver.close();
      await clients.close();
    },
  };
}

async function jobsOf(api: Api): Promise<Fields[]> {
  const jobs: Fields[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const { json } = await api.get(`/api/v1/jobs?limit=200${cursor && `&cursor=${cursor}`}`);
    jobs.push(...json.data);
    cursor = json.nextCursor;
  }
  return jobs;
}

async function noJobRuns(api: Api, forMs: number): Promise<void> {
  const until = Date.now() + forMs;
  while ((await jobsOf(api)).some(({ status }) => status === "running")) {
    if (Date.now() > until) throw new Error(`a job still ran after ${forMs / 1_000} s`);
    await pause(200);
  }
}
