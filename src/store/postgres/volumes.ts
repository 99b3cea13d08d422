import type pg from "pg";
import type { NumberRange, Tending, Volumes } from "../volumes.ts";
import { newClient } from "./client.ts";
import { asUnavailable } from "./failures.ts";
import { dropVolume } from "./volume-drop.ts";
import { beginVolume, currentVolume, makeVolume, noteBegin, numbersOf, partition } from "./volume-tables.ts";

/** Advisory lock of whoever tends volumes. */
const tending = 4;
const connectMs = 5_000;
/** How long a lock is waited for, and how long one statement may take, ms: it is tried again the next time. */
const lockMs = 2_000;
const statementMs = 60_000;

/** The volumes of a database; each call has a connection of its own, which no pooler of transactions may share. */
export function volumesAt(url: string): Volumes {
  return {
    tend: (how) => alone(url, (client) => tend(client, how)).then((went) => went ?? []),
    large: (rows) => connected(url, (client) => largeVolumes(client, rows)),
  };
}

/** Makes the volume that comes after the current one, where it is not there. */
export async function makeVolumeAhead(url: string): Promise<void> {
  await alone(url, async (client) => makeVolume(client, (await currentVolume(client)) + 1));
}

async function tend(client: pg.Client, { now, cutoffs, lengthMs, isStopped }: Tending): Promise<number[]> {
  await makeVolume(client, (await currentVolume(client)) + 1);
  await moveOn(client, now, lengthMs);
  const went: number[] = [];
  for (const volume of await pastVolumes(client, cutoffs.done)) {
    if (isStopped() || !(await dropVolume(client, volume, cutoffs, isStopped))) break;
    went.push(volume);
  }
  return went;
}

/** Begins the next volume where the current one has had its time, and something in it. */
async function moveOn(client: pg.Client, now: number, lengthMs: number): Promise<void> {
  const current = await currentVolume(client);
  const { rows } = await client.query<{ at: number }>("select begun_at as at from volumes where n = $1", [
    current,
  ]);
  const begunAt = rows[0]?.at;
  if (begunAt === undefined) return noteBegin(client, current, now);
  if (begunAt > now - lengthMs) return;
  const owed = await client.query(`select 1 from ${partition("deliveries", current)} limit 1`);
  if (owed.rowCount === 0) return;
  await beginVolume(client, current + 1, now);
  await makeVolume(client, current + 2);
}

/** Volumes that took in nothing since a time, oldest first; not volume 0, which is what came from elsewhere. */
async function pastVolumes(client: pg.Client, before: number): Promise<number[]> {
  const { rows } = await client.query<{ n: number }>(
    `select n from (select n, lead(begun_at) over (order by n) as ended_at from volumes) v
     where n > 0 and ended_at < $1 order by n`,
    [before],
  );
  return rows.map(({ n }) => n);
}

async function largeVolumes(client: pg.Client, rows: number): Promise<NumberRange[]> {
  const { rows: known } = await client.query<{ n: number }>("select n from volumes where n > 0 order by n");
  const large: NumberRange[] = [];
  for (const { n: volume } of known) {
    const { from, before } = numbersOf(volume);
    const { rows: last } = await client.query<{ n: number | null }>(
      "select max(n) as n from deliveries where kept = 0 and n >= $1 and n < $2",
      [from, before],
    );
    if ((last[0]?.n ?? from) - from >= rows) large.push({ from, before });
  }
  return large;
}

/** Runs `work` where nobody else does; null where somebody does. */
function alone<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T | null> {
  return connected(url, async (client) => {
    const { rows } = await client.query<{ held: boolean }>("select pg_try_advisory_lock($1, 0) as held", [
      tending,
    ]);
    return rows[0]?.held === true ? work(client) : null;
  });
}

/** The connection's end ends its lock. */
async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = newClient(url, { connectMs });
  try {
    await client.connect();
    // Not as it connects: poolers refuse what they do not know.
    await client.query(
      `set enable_seqscan = off; set lock_timeout = ${lockMs}; set statement_timeout = ${statementMs}`,
    );
    return await work(client);
  } catch (error) {
    throw asUnavailable(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
