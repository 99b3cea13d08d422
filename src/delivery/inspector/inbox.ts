import type { Insertable } from "kysely";
import type { Store } from "../../store/operations.ts";
import type { InspectedRequestTable } from "../../store/schema.ts";

export type InspectedRequest = Insertable<InspectedRequestTable>;

/** More requests than this do not wait in memory to be stored. */
const mostWaiting = 1_000;

interface Waiting {
  request: InspectedRequest;
  resolve: () => void;
  reject: (error: Error) => void;
}

/** Stores what inspectors got, all that arrives while one commit is under way together in the next. */
export class Inbox {
  readonly #store: Store;
  readonly #onStored: (requests: readonly InspectedRequest[]) => void;
  #waiting: Waiting[] = [];
  #storing = false;

  /** @param onStored told of what can now be read */
  constructor(store: Store, onStored: (requests: readonly InspectedRequest[]) => void) {
    this.#store = store;
    this.#onStored = onStored;
  }

  /**
   * Fulfils once the request is stored.
   *
   * @throws Error where too many wait already, or the database takes no writes
   */
  keep(request: InspectedRequest): Promise<void> {
    if (this.#waiting.length >= mostWaiting)
      return Promise.reject(new Error("too many requests are waiting"));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      if (!this.#storing) void this.#storeAll();
    });
  }

  async #storeAll(): Promise<void> {
    this.#storing = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0);
      const requests = batch.map(({ request }) => request);
      try {
        await this.#store.write.insertInspected(requests);
        for (const { resolve } of batch) resolve();
        this.#onStored(requests);
      } catch (error) {
        for (const { reject } of batch) reject(error as Error);
      }
    }
    this.#storing = false;
  }
}
