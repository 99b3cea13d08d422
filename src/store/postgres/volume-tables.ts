import type { Client } from "pg";
import { type NumberRange, numbersOfVolume } from "../volumes.ts";

/** Tables that are kept by volumes; an attempt lies in the volume of its delivery, which is made last and goes first. */
export type VolumeTable = "attempts" | "deliveries";

export const volumeOf = (n: number): number => Math.floor(n / numbersOfVolume);

export const numbersOf = (volume: number): NumberRange => ({
  from: volume * numbersOfVolume,
  before: (volume + 1) * numbersOfVolume,
});

/** The partition of a table for a volume. */
export const partition = (table: VolumeTable, volume: number): string => `${table}_${volume}`;

/** The volume that new deliveries are numbered in. */
export async function currentVolume(client: Client): Promise<number> {
  const { rows } = await client.query<{ n: number }>("select last_value as n from deliveries_n_seq");
  return volumeOf(rows[0]?.n ?? 0);
}

/** Makes the tables of a volume, where it has none. Locks nothing that others read or write. */
export async function makeVolume(client: Client, volume: number): Promise<void> {
  const { from, before } = numbersOf(volume);
  for (const table of ["attempts", "deliveries"] as const) {
    const name = partition(table, volume);
    const { rows } = await client.query<{ known: string | null }>("select to_regclass($1) as known", [name]);
    if (rows[0]?.known != null) continue;
    // A partition that is made at once would lock the whole table; one that is attached does not.
    await client.query(`begin;
      create table ${name} (like ${table}_live including all);
      alter table ${table}_live attach partition ${name} for values from (${from}) to (${before});
      commit`);
  }
}

/**
 * Lets new deliveries be numbered in a volume that was made. Numbers only ever move on into what is there, so that no
 * insert can miss its partition.
 */
export async function beginVolume(client: Client, volume: number, now: number): Promise<void> {
  await client.query("select setval('deliveries_n_seq', $1, false)", [numbersOf(volume).from]);
  await noteBegin(client, volume, now);
}

export async function noteBegin(client: Client, volume: number, now: number): Promise<void> {
  await client.query(
    "insert into volumes (n, begun_at) values ($1, $2) on conflict (n) do update set begun_at = excluded.begun_at",
    [volume, now],
  );
}
