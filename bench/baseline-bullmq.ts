import { createRequire } from "node:module";
import type { BullMqCommands } from "./children/bullmq.ts";
import type { Figure, Sizes } from "./figure.ts";
import { Child } from "./kit/child.ts";
import { within } from "./kit/clock.ts";
import { startPostgres } from "./kit/postgres.ts";
import { startRedis } from "./kit/redis.ts";
import { type Teardown, withTeardown } from "./kit/teardown.ts";
import { startReceiver } from "./receiver.ts";

const concurrency = 128;
const bodyBytes = 1024;

export interface BullMq {
  /** Jobs a second from the first that was added to the last that was done and stored. */
  whole: number;
  /** Between the first tenth done and nine tenths done. */
  steady: number;
}

/**
 * BullMQ on Redis (append-only file, synced every second), 128 jobs at a time, the same signed request to the
 * same receiver, one PostgreSQL insert for each attempt. Null, with a line that says why, where a part of it is
 * not installed.
 */
export function measureBullMq(sizes: Sizes): Promise<BullMq | null> {
  return withTeardown(async (teardown) => {
    if (!hasRedisDriver()) return skip("the npm package ioredis is not installed");
    const redisPort = await startRedis(teardown);
    if (redisPort === null) return skip("no redis-server is on the PATH");
    const postgresUrl = await startPostgres(teardown);
    const receiver = await startReceiver(teardown).listen();
    const jobs = sizes.baselineJobs;
    const [adder, worker] = [startChild(teardown), startChild(teardown)];
    const work = { redisPort, postgresUrl, receiverPort: receiver.port, concurrency, jobs };
    const working = worker.ask("work", work);
    const began = adder.ask("add", redisPort, jobs, bodyBytes);
    const [times, since] = await within(300_000, "BullMQ", Promise.all([working, began]));
    return {
      whole: (jobs * 1000) / (times.all - since),
      steady: (jobs * 0.8 * 1000) / (times.nineTenths - times.tenth),
    };
  });
}

/** BullMQ's driver is an optional package of its own, which only BullMQ loads. */
function hasRedisDriver(): boolean {
  try {
    createRequire(import.meta.url).resolve("ioredis");
    return true;
  } catch {
    return false;
  }
}

function startChild(teardown: Teardown): Child<BullMqCommands> {
  const child = new Child<BullMqCommands>("bullmq");
  teardown.defer(() => child.stop());
  return child;
}

function skip(reason: string): null {
  console.log(`bullmq: skipped: ${reason}`);
  return null;
}

export const baselineBullMq: Figure = {
  name: "bullmq",
  title: "baseline: BullMQ, Redis AOF everysec, one PostgreSQL insert per attempt",
  async run(bench) {
    const measured = await bench.bullMq();
    if (measured === null) return [];
    return [
      { what: "BullMQ, first added to last stored", value: measured.whole, unit: "/s" },
      { what: "BullMQ, steady", value: measured.steady, unit: "/s" },
    ];
  },
};
