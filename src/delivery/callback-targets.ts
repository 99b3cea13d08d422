import type { Selectable } from "kysely";
import type { Clock } from "../platform/clock.ts";
import type { SecretBox } from "../platform/crypto.ts";
import type { Store } from "../store/operations.ts";
import type { CallbackTable } from "../store/schema.ts";
import type { Route } from "./connect.ts";
import { prepareSigner, receiverKeyOf, type Sign } from "./signing.ts";

/** How a callback is reached now: its current URL, authentication and secrets, ready to be used. */
export interface CallbackTarget {
  readonly id: string;
  readonly url: string;
  readonly authHeader: { name: string; value: string } | null;
  readonly sign: Sign;
  /** What a receiver verifies the signatures with, the current one first. */
  readonly receiverKeys: readonly string[];
  readonly timeoutMs: number;
  readonly route: Route;
  /** Requests a second, or null for as many as its concurrency allows. */
  readonly rateLimit: number | null;
  /** Since when every attempt has failed, as stored when this was read: ms since the epoch, or null. */
  readonly failingSince: number | null;
  /** Paused, or removed: nothing is sent to it. */
  readonly stopped: boolean;
}

/** Makes a target of a stored callback. Throws where its secrets were sealed with another `SECRET_KEY`. */
export function targetOf(row: Selectable<CallbackTable>, secrets: SecretBox, now: number): CallbackTarget {
  const signing = signingSecrets(row, secrets, now);
  return {
    id: row.id,
    url: row.url,
    authHeader: authHeaderOf(row, secrets),
    sign: prepareSigner(signing),
    receiverKeys: signing.map(receiverKeyOf),
    timeoutMs: row.timeout_ms,
    route: row.requires_whitelisted_source === 1 ? "fixed" : "open",
    rateLimit: row.rate_limit,
    failingSince: row.failing_since,
    stopped: row.paused_at !== null || row.removed_at !== null,
  };
}

/** The secrets that sign now, the current one first. */
function signingSecrets(row: Selectable<CallbackTable>, secrets: SecretBox, now: number): string[] {
  const overlaps = row.previous_secret !== null && (row.previous_until ?? 0) > now;
  return [row.secret, ...(overlaps ? [row.previous_secret] : [])].flatMap((sealed) =>
    sealed === null ? [] : secrets.open(sealed),
  );
}

/** What a receiver verifies a callback's signatures with now. Throws as `targetOf` does. */
export const receiverKeysOf = (row: Selectable<CallbackTable>, secrets: SecretBox, now: number): string[] =>
  signingSecrets(row, secrets, now).map(receiverKeyOf);

function authHeaderOf(row: Selectable<CallbackTable>, secrets: SecretBox): CallbackTarget["authHeader"] {
  if (row.auth_type === "none" || row.auth_secret === null) return null;
  const secret = secrets.open(row.auth_secret);
  return row.auth_type === "bearer"
    ? { name: "Authorization", value: `Bearer ${secret}` }
    : { name: row.auth_key ?? "", value: secret };
}

/** How long a target is believed while changes of it may have been missed, ms. */
const believedMs = 1_000;

/** Kept while nothing of the callback changes; `forget` is called before a Save is answered. */
type Entry =
  | { target: CallbackTarget | null; until: number; readAt: number }
  | { loading: Promise<CallbackTarget | null> };

/**
 * The targets that this node has read. One that was being read while it was forgotten is not kept, so that no
 * attempt starts with settings older than the last answered Save.
 */
export class CallbackTargets {
  readonly #store: Store;
  readonly #secrets: SecretBox;
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  readonly #upToDate: () => boolean;

  /** @param upToDate whether every answered change was heard of; where it was not, a target is read anew each second */
  constructor(store: Store, secrets: SecretBox, clock: Clock, upToDate: () => boolean = () => true) {
    this.#store = store;
    this.#secrets = secrets;
    this.#clock = clock;
    this.#upToDate = upToDate;
  }

  forget(callbackIds: readonly string[]): void {
    for (const id of callbackIds) this.#entries.delete(id);
  }

  forgetAll(): void {
    this.#entries.clear();
  }

  /**
   * The target, at once where it is known. Null where the callback is gone.
   *
   * @throws Error where its secrets cannot be opened
   */
  get(projectId: string, id: string): CallbackTarget | null | Promise<CallbackTarget | null> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return this.#load(projectId, id);
    if (!("until" in entry)) return entry.loading;
    const now = this.#clock.now();
    const current = this.#upToDate() || now - entry.readAt < believedMs;
    return entry.until > now && current ? entry.target : this.#load(projectId, id);
  }

  #load(projectId: string, id: string): Promise<CallbackTarget | null> {
    const loading = this.#read(projectId, id).then(
      ({ target, until }) => {
        if (this.#entries.get(id) !== entry) return this.get(projectId, id);
        this.#entries.set(id, { target, until, readAt: this.#clock.now() });
        return target;
      },
      (error) => {
        if (this.#entries.get(id) === entry) this.#entries.delete(id);
        throw error;
      },
    );
    const entry: Entry = { loading };
    this.#entries.set(id, entry);
    return loading;
  }

  async #read(projectId: string, id: string): Promise<{ target: CallbackTarget | null; until: number }> {
    const row = await this.#store.read.callbackById({ projectId, id });
    if (row === undefined) return { target: null, until: Number.POSITIVE_INFINITY };
    const now = this.#clock.now();
    // A previous secret stops signing when its overlap ends.
    const overlap =
      row.previous_until !== null && row.previous_until > now ? row.previous_until : Number.POSITIVE_INFINITY;
    return { target: targetOf(row, this.#secrets, now), until: overlap };
  }
}
