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
import { createClients } from "../support/api.ts";

const leadCount = 500;
/** How long what is owed may take to arrive once nothing more is reported, ms. */
const patienceMs = 60_000;
const keptDays = "0.0005";

export interface SideOptions {
  /** Folder of its database. */
  folder: string;
  workers: number;
  /** How long each worker waits between two requests, ms. */
  pauseMs: number;
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
  /** Ends the load, waits until nothing is owed, and says which promises were broken. */
  check(): Promise<string[]>;
  /** Stops it in order. Returns the exit code. */
  stop(): Promise<number | null>;
  /** Ends all that is left of it. */
  end(): Promise<void>;
}

/** Starts one with two callbacks and some leads, and its load. */
export async function startSide({ folder, workers, pauseMs }: SideOptions): Promise<Side> {
  const file = join(folder, "ringback.db");
  const env = {
    ...patientEnv,
    RETENTION_DAYS: keptDays,
    FAILED_RETENTION_DAYS: keptDays,
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
  await addCallbacks(api, first.processId, receiver.url);
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
    async check() {
      await load.stop();
      const broken: string[] = [];
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
