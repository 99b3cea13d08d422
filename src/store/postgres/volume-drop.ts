import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import type { Cutoffs } from "../queries/retention.ts";
import { numbersOf, partition, type VolumeTable } from "./volume-tables.ts";

/** Numbers that one look at a volume goes over, and rows that one transaction moves; what is live goes in between. */
const lookedAt = 20_000;
const movedAtOnce = 200;
const pauseMs = 5;

/** What may go. All else stays: what is owed, and what ended too late. */
const expired = `(status in ('delivered', 'skipped') and ended_at < $1) or (status = 'failed' and ended_at < $2)`;

/**
 * Drops a volume, after what has to stay was moved out of it. What is opened again while it goes is found by a last look,
 * in the transaction that drops it.
 *
 * @returns false where it was stopped, or others held what has to be moved: it goes on the next time
 */
export async function dropVolume(
  client: Client,
  volume: number,
  cutoffs: Cutoffs,
  isStopped: () => boolean,
): Promise<boolean> {
  const name = partition("deliveries", volume);
  const isWhole = (await attachedAs(client, name)) === "whole";
  if (isWhole && !(await moveOut(client, volume, cutoffs, isStopped))) return false;
  await detach(client, "deliveries", volume);
  await detach(client, "attempts", volume);
  await dropDetached(client, volume, cutoffs);
  return true;
}

/** Moves what has to stay to `kept`, in small transactions. Returns whether nothing owed is left. */
async function moveOut(
  client: Client,
  volume: number,
  cutoffs: Cutoffs,
  isStopped: () => boolean,
): Promise<boolean> {
  const name = partition("deliveries", volume);
  const { rows } = await client.query<{ last: number | null }>(`select max(n) as last from ${name}`);
  const last = rows[0]?.last ?? -1;
  for (let from = numbersOf(volume).from; from <= last; from += lookedAt) {
    for (let moved = movedAtOnce; moved === movedAtOnce; await sleep(pauseMs)) {
      if (isStopped()) return false;
      moved = await moveSome(client, name, from, cutoffs);
    }
  }
  const open = await client.query(`select 1 from ${name} where status in ('pending', 'held') limit 1`);
  return open.rowCount === 0;
}

/** What others hold is passed over: they are about to change it. Whoever waits for a row that moves is run again. */
async function moveSome(
  client: Client,
  name: string,
  from: number,
  { done, failed }: Cutoffs,
): Promise<number> {
  await client.query("begin");
  try {
    const { rows } = await client.query<{ n: number }>(
      `select n from ${name} where n >= $3 and n < $4 and (${expired}) is not true
       order by n limit ${movedAtOnce} for update skip locked`,
      [done, failed, from, from + lookedAt],
    );
    const ns = [rows.map(({ n }) => n)];
    if (rows.length > 0) {
      await client.query("update deliveries set kept = 1 where kept = 0 and n = any($1::bigint[])", ns);
      await client.query(
        "update attempts set kept = 1 where kept = 0 and delivery_n = any($1::bigint[])",
        ns,
      );
    }
    await client.query("commit");
    return rows.length;
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

/** How a partition belongs to its table: `leaving` where a detachment was broken off; null where it does not. */
async function attachedAs(client: Client, name: string): Promise<"whole" | "leaving" | null> {
  const { rows } = await client.query<{ leaving: boolean }>(
    "select inhdetachpending as leaving from pg_inherits where inhrelid = to_regclass($1)",
    [name],
  );
  if (rows[0] === undefined) return null;
  return rows[0].leaving ? "leaving" : "whole";
}

/** Nobody who reads or writes waits for this; it waits for them. */
async function detach(client: Client, table: VolumeTable, volume: number): Promise<void> {
  const name = partition(table, volume);
  const state = await attachedAs(client, name);
  if (state === null) return;
  const how = state === "leaving" ? "finalize" : "concurrently";
  await client.query(`alter table ${table}_live detach partition ${name} ${how}`);
}

/** Drops the tables of a volume that nobody sees any more; what came to be owed at the last moment stays. */
async function dropDetached(client: Client, volume: number, { failed }: Cutoffs): Promise<void> {
  const [deliveries, attempts] = [partition("deliveries", volume), partition("attempts", volume)];
  const kept = `(jsonb_populate_record(old, '{"kept": 1}')).*`;
  await client.query("begin");
  try {
    await client.query(
      `with staying as (
         select d as old from ${deliveries} d where status in ('pending', 'held')
         union all
         select d as old from ${deliveries} d where status = 'failed' and (ended_at < $1) is not true
       ), stayed as (
         insert into deliveries select ${kept} from staying returning n
       )
       insert into attempts select ${kept} from ${attempts} old where delivery_n in (select n from stayed)`,
      [failed],
    );
    await client.query(`drop table ${deliveries}, ${attempts}`);
    await client.query("delete from volumes where n = $1", [volume]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}
