import type { Delivery } from "../../api/deliveries.ts";
import type { Page } from "../../api/http.ts";

/** Newer knowledge of rows, by id. */
export type Updates = ReadonlyMap<string, Delivery>;

/** Rows in the place where they are read, each as it stands now. */
export const updated = (rows: readonly Delivery[], updates: Updates): Delivery[] =>
  rows.map((row) => updates.get(row.id) ?? row);

/** The same updates with newer ones over them. */
export const withRows = (updates: Updates, rows: readonly Delivery[]): Updates =>
  new Map([...updates, ...rows.map((row) => [row.id, row] as const)]);

/** What a live event told of a row: only its state; the rest is read anew a moment later. */
export function withStatus(row: Delivery, status: string): Delivery {
  if (status === "retrying") return { ...row, status: "pending", shownStatus: "retrying" };
  if (status === "pending") {
    return { ...row, status: "pending", shownStatus: row.attempts > 0 ? "retrying" : "waiting" };
  }
  if (status === "held" || status === "delivered" || status === "failed" || status === "skipped")
    return { ...row, status, shownStatus: status };
  return row;
}

/** What is new above the rows on screen. */
export interface Fresh {
  count: number;
  /** There may be more than were read: the list begins anew when they are shown. */
  more: boolean;
}

/** Compares the newest page with the rows on screen: what is in it and not among them is new. */
export function freshOf(rows: readonly Delivery[], head: Page<Delivery> | null): Fresh {
  if (head === null) return { count: 0, more: false };
  const known = new Set(rows.map(({ id }) => id));
  const count = head.data.filter(({ id }) => !known.has(id)).length;
  return { count, more: count > 0 && count === head.data.length && head.nextCursor !== null };
}

/**
 * The rows with the new ones among them, newest first. The newest page stands as it is (what no longer matches is not in
 * it), and below it what is older than all of it; it goes on where the lower one of the two ends.
 *
 * @param listed the rows so far, and where they go on
 */
export function withFresh(listed: Page<Delivery>, head: Page<Delivery>): Page<Delivery> {
  const oldest = head.data.at(-1);
  if (oldest === undefined || head.nextCursor === null) return head;
  const shown = new Set(head.data.map(({ id }) => id));
  const below = listed.data.filter(({ id, createdAt }) => !shown.has(id) && createdAt <= oldest.createdAt);
  return below.length === 0 ? head : { data: [...head.data, ...below], nextCursor: listed.nextCursor };
}
