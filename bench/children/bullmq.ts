/** The same work with BullMQ: one process that adds jobs, and one that sends them and stores what came of each. */
import { randomBytes } from "node:crypto";
import { Queue, Worker } from "bullmq";
import pg from "pg";
import { Pool } from "undici";
import { answerCommands } from "../kit/child.ts";
import { nowMs } from "../kit/clock.ts";
import { signedHeaders } from "../kit/signing.ts";

export interface BullMqWork {
  redisPort: number;
  postgresUrl: string;
  receiverPort: number;
  concurrency: number;
  jobs: number;
}

/** To PostgreSQL. Tried: 16, 32 and 128; 32 did best in the quietest run, the rest was noise. */
const connections = 32;
const queueName = "deliveries";
const attemptTable = `create table attempts (
  id bigint generated always as identity primary key, job_id text not null, at bigint not null, url text not null,
  request_headers text not null, status_code int not null, response_headers text not null, total_ms real not null
)`;
const insertAttempt = {
  name: "insert_attempt",
  text: `insert into attempts (job_id, at, url, request_headers, status_code, response_headers, total_ms)
         values ($1, $2, $3, $4, $5, $6, $7)`,
};

function connection(port: number) {
  return { host: "127.0.0.1", port, maxRetriesPerRequest: null };
}

function sender(work: BullMqWork, database: pg.Pool): (job: { id?: string; data: string }) => Promise<void> {
  const origin = `http://127.0.0.1:${work.receiverPort}`;
  const pool = new Pool(origin, { connections: work.concurrency, pipelining: 1 });
  const key = randomBytes(32);
  return async ({ id = "", data }) => {
    const [at, began] = [Date.now(), nowMs()];
    const body = Buffer.from(data);
    const headers = signedHeaders(key, id, body);
    const response = await pool.request({ path: "/lead-updates", method: "POST", headers, body });
    await response.body.dump();
    const [sent, got] = [JSON.stringify(headers), JSON.stringify(response.headers)];
    const values = [id, at, `${origin}/lead-updates`, sent, response.statusCode, got, nowMs() - began];
    await database.query({ ...insertAttempt, values });
    if (response.statusCode !== 200) throw new Error(`answered ${response.statusCode}`);
  };
}

const commands = {
  /** Sends `jobs` jobs; when (`nowMs`) a tenth, nine tenths and all were done and stored. */
  async work(work: BullMqWork): Promise<{ tenth: number; nineTenths: number; all: number }> {
    const database = new pg.Pool({ connectionString: work.postgresUrl, max: connections });
    await database.query(attemptTable);
    const options = { connection: connection(work.redisPort), concurrency: work.concurrency };
    const worker = new Worker<string>(queueName, sender(work, database), options);
    const times = { tenth: 0, nineTenths: 0, all: 0 };
    let done = 0;
    await new Promise<void>((resolve, reject) => {
      worker.on("error", reject);
      worker.on("failed", (_, error) => reject(error));
      worker.on("completed", () => {
        done += 1;
        if (done === Math.ceil(work.jobs * 0.1)) times.tenth = nowMs();
        if (done === Math.ceil(work.jobs * 0.9)) times.nineTenths = nowMs();
        if (done === work.jobs) resolve();
      });
    });
    times.all = nowMs();
    await worker.close();
    await database.end();
    return times;
  },
  /** Adds `jobs` jobs of `bodyBytes` in bulks of 1,000; when (`nowMs`) the first was begun. */
  async add(redisPort: number, jobs: number, bodyBytes: number): Promise<number> {
    const queue = new Queue<string>(queueName, { connection: connection(redisPort) });
    const data = "x".repeat(bodyBytes);
    const opts = { attempts: 10, backoff: { type: "exponential", delay: 5_000 }, removeOnComplete: 1_000 };
    await queue.waitUntilReady();
    const began = nowMs();
    for (let added = 0; added < jobs; added += 1_000) {
      const count = Math.min(1_000, jobs - added);
      await queue.addBulk(Array.from({ length: count }, () => ({ name: "send", data, opts })));
    }
    await queue.close();
    return began;
  },
};
export type BullMqCommands = typeof commands;

answerCommands(commands);
