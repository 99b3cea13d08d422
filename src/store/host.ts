import { Worker } from "node:worker_threads";
import type { Kysely } from "kysely";
import { type Engine, StoreUnavailable } from "./engine.ts";
import { reads, type Store, writes } from "./operations.ts";
import { ProcessCache } from "./process-cache.ts";
import type { Schema } from "./schema.ts";
import { openSqliteReader, openSqliteWriter } from "./sqlite/engine.ts";

/** What a store thread is told to be. */
export interface ThreadData {
  side: "read" | "write";
  file: string;
}

export interface Call {
  id: number;
  name: string;
  argument: unknown;
}

export type Reply =
  | { ready: true }
  | { id: number; value: unknown }
  | { id: number; error: { message: string; unavailable: boolean } };

/** Bounds on the heap of each thread, MB: what is live in them is small, and V8 would let garbage pile up. */
const heaps = {
  write: { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 256 },
  read: { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 256 },
} as const;

/** One thread with its connection, called by message, one message a call. */
class Thread {
  readonly #worker: Worker;
  readonly #waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  readonly #ready: Promise<void>;
  #lastId = 0;
  /** Why the thread ended by itself: a bug. Without its store the node is of no use. */
  #dead: Error | null = null;
  #isReady = false;

  /** @param onDeath called when it ends by itself, once it was ready */
  constructor(data: ThreadData, onDeath: (error: Error) => void) {
    const own = import.meta.url.endsWith(".ts") ? "./thread.ts" : "./thread.js";
    this.#worker = new Worker(new URL(own, import.meta.url), {
      workerData: data,
      resourceLimits: heaps[data.side],
      // Node 22 says of node:sqlite, in each thread anew, that it is experimental (bin/ringback.js).
      execArgv: ["--disable-warning=ExperimentalWarning"],
    });
    this.#ready = new Promise((resolve, reject) => {
      this.#worker.on("error", (error: Error) => {
        reject(error);
        if (this.#isReady) onDeath(error);
        this.#dead = error;
        for (const call of this.#waiting.values()) call.reject(error);
        this.#waiting.clear();
      });
      this.#worker.on("message", (reply: Reply) => {
        if ("ready" in reply) {
          this.#isReady = true;
          resolve();
        } else this.#settle(reply);
      });
    });
  }

  ready(): Promise<void> {
    return this.#ready;
  }

  call(name: string, argument: unknown): Promise<unknown> {
    if (this.#dead !== null) return Promise.reject(this.#dead);
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, name, argument } satisfies Call);
    });
  }

  /** Bytes of its heap that are in use. */
  async heap(): Promise<number> {
    return (await this.#worker.getHeapStatistics()).used_heap_size;
  }

  /** Asks the thread to finish and waits for it: it is never terminated in the midst of work. */
  async close(): Promise<void> {
    if (this.#dead !== null) return;
    const exited = new Promise((resolve) => this.#worker.once("exit", resolve));
    this.#worker.postMessage(null);
    await exited;
  }

  #settle(reply: Exclude<Reply, { ready: true }>): void {
    const call = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (call === undefined) return;
    if ("value" in reply) call.resolve(reply.value);
    else
      call.reject(
        reply.error.unavailable ? new StoreUnavailable(reply.error.message) : new Error(reply.error.message),
      );
  }
}

/** An object whose functions, named as in `operations`, call `run`. */
export function remote<T>(operations: object, run: (name: string, argument: unknown) => Promise<unknown>): T {
  return Object.fromEntries(
    Object.keys(operations).map((name) => [name, (argument: unknown) => run(name, argument)]),
  ) as T;
}

/**
 * Opens the embedded store in threads of its own: one writes, one reads, so that the event loop never touches a
 * database handle and no list or chart waits in front of a commit.
 *
 * @param onDeath called when a thread ended by a bug: every call fails from then on
 * @throws Error where another process serves the same file
 */
export async function openSqliteThreads(
  file: string,
  onDeath: (error: Error) => void = () => {},
): Promise<Store> {
  const writer = new Thread({ side: "write", file }, onDeath);
  await writer.ready();
  const reader = new Thread({ side: "read", file }, onDeath);
  await reader.ready();
  return {
    read: remote(reads, (name, argument) => reader.call(name, argument)),
    write: remote(writes, (name, argument) => writer.call(name, argument)),
    nodes: null,
    async heaps() {
      const [write, read] = await Promise.all([writer.heap(), reader.heap()]);
      return { write, read };
    },
    volumes: null,
    async close() {
      await reader.close();
      await writer.close();
    },
  };
}

type Operation = (context: unknown, argument: unknown) => Promise<unknown>;

/** The same in place, for tests and for commands that do one thing. */
export async function openSqliteInPlace(file: string): Promise<Store> {
  return storeInPlace(await openSqliteWriter(file), openSqliteReader(file));
}

/** A store that runs where it is called. Calls of one side run one after the other. */
export function storeInPlace(engine: Engine, reader: Kysely<Schema>): Store {
  const context = { engine, cache: new ProcessCache() };
  let last: Promise<unknown> = Promise.resolve();
  return {
    read: remote(reads, (name, argument) =>
      (reads[name as keyof typeof reads] as Operation)(reader, argument),
    ),
    write: remote(writes, (name, argument) => {
      const run = () => (writes[name as keyof typeof writes] as Operation)(context, argument);
      const next = last.then(run, run);
      last = next.catch(() => undefined);
      return next;
    }),
    nodes: null,
    heaps: async () => ({}),
    volumes: null,
    async close() {
      await last;
      await reader.destroy();
      await engine.close();
    },
  };
}
