import { parentPort, workerData } from "node:worker_threads";
import { type Engine, StoreUnavailable } from "./engine.ts";
import type { Call, Reply, ThreadData } from "./host.ts";
import { reads, writes } from "./operations.ts";
import { ProcessCache } from "./process-cache.ts";
import { openSqliteReader, openSqliteWriter } from "./sqlite/engine.ts";
import { lockForNode } from "./sqlite/node-lock.ts";

/**
 * The body of a store thread: it owns one connection and runs what it is called with, one call after the other.
 * A null message asks it to end.
 */
const { side, file } = workerData as ThreadData;
const port = parentPort;
if (port === null) throw new Error("runs only as a thread of the store");

type Operation = (context: unknown, argument: unknown) => Promise<unknown>;

const { context, operations, close } = await open();
let last: Promise<void> = Promise.resolve();

port.on("message", (call: Call | null) => {
  last = last.then(() => (call === null ? end() : answer(call)));
});
port.postMessage({ ready: true } satisfies Reply);

async function open() {
  if (side === "read") {
    const db = openSqliteReader(file);
    return { context: db, operations: reads, close: () => db.destroy() };
  }
  const unlock = lockForNode(file);
  const engine: Engine = await openSqliteWriter(file);
  const cache = new ProcessCache();
  return { context: { engine, cache }, operations: writes, close: () => engine.close().then(unlock) };
}

async function answer(call: Call): Promise<void> {
  try {
    const run = (operations as Record<string, Operation>)[call.name];
    if (run === undefined) throw new Error(`the store has no operation ${call.name}`);
    port?.postMessage({ id: call.id, value: await run(context, call.argument) } satisfies Reply);
  } catch (error) {
    const { message } = error as Error;
    port?.postMessage({
      id: call.id,
      error: { message, unavailable: error instanceof StoreUnavailable },
    } satisfies Reply);
  }
}

async function end(): Promise<void> {
  await close();
  port?.close();
}
