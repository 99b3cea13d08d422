import { createHash } from "node:crypto";
import type { ReceivedRequest } from "../fakes/receiver.ts";
import type { Fields } from "../support/api.ts";
import type { Acknowledged } from "./load.ts";

/** An activity as the API tells it. */
export type StoredActivity = Pick<Fields, "id" | "leadId" | "sequence" | "triggers">;

/** Broken promises that are told of one callback at the most. */
const mostTold = 20;

/**
 * What one callback got, judged as it arrives: each change under one id with one body, and the first arrivals of a
 * lead in order. Keeps no bodies, so that it can go on for long.
 */
export class Arrivals {
  /** What was promised and did not hold, in words. */
  readonly broken: string[] = [];
  requests = 0;
  readonly #bodies = new Map<string, string>();
  readonly #idOf = new Map<string, string>();
  readonly #last = new Map<string, number>();

  /** Deliveries of which at least one request arrived. */
  get deliveries(): number {
    return this.#bodies.size;
  }

  take({ headers, body }: ReceivedRequest): void {
    this.requests += 1;
    const id = String(headers["webhook-id"]);
    const hash = createHash("sha1").update(body).digest("base64");
    const before = this.#bodies.get(id);
    if (before !== undefined) {
      if (before !== hash) this.#broke(`${id} came with two bodies`);
      return;
    }
    this.#bodies.set(id, hash);
    const payload = JSON.parse(body) as Fields & { activity?: { result: { updateId?: string } } };
    const what = payload.activityId ?? payload.updateId;
    if (this.#idOf.has(what)) this.#broke(`${what} came as ${this.#idOf.get(what)} and as ${id}`);
    this.#idOf.set(what, id);
    if (payload.activity === undefined) return;
    const { leadId, sequence } = payload;
    const last = this.#last.get(leadId) ?? 0;
    if (sequence < last) this.#broke(`lead ${leadId}: ${sequence} came after ${last}`);
    this.#last.set(leadId, Math.max(last, sequence));
    const { updateId } = payload.activity.result;
    if (updateId && !this.#idOf.has(updateId)) this.#broke(`${what} came before the outcome of its update`);
  }

  /** Looks whether all came that fires something, and every outcome of an update. */
  expectAll(stored: readonly StoredActivity[], updates: Acknowledged["updates"]): void {
    // An update that changed only metadata, to where the lead was already, made an activity that fires nothing.
    for (const { id, triggers } of stored)
      if (triggers.length > 0 && !this.#idOf.has(id)) this.#broke(`activity ${id} never came`);
    for (const { updateId } of updates)
      if (!this.#idOf.has(updateId)) this.#broke(`the outcome of ${updateId} never came`);
  }

  #broke(what: string): void {
    if (this.broken.length < mostTold) this.broken.push(what);
  }
}

/** What is not as it must be of what is stored: everything acknowledged, each lead numbered from 1 without a gap. */
export function brokenInStore(
  stored: readonly StoredActivity[],
  acknowledged: Acknowledged["activities"],
): string[] {
  const ids = new Set(stored.map(({ id }) => id));
  const lost = acknowledged.filter(({ id }) => !ids.has(id)).map(({ id }) => `activity ${id} is lost`);
  const gaps = [...Map.groupBy(stored, ({ leadId }) => leadId)].flatMap(([leadId, own]) => {
    const sequences = new Set(own.map(({ sequence }) => sequence));
    const whole = sequences.size === own.length && Math.max(...sequences) === own.length;
    return whole ? [] : [`lead ${leadId} is not numbered from 1 to ${own.length}`];
  });
  return [...lost, ...gaps].slice(0, mostTold);
}
