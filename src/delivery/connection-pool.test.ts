import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../../test/fakes/receiver.ts";
import { Connection } from "./connection.ts";
import { ConnectionPool } from "./connection-pool.ts";
import { Targets } from "./target.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const targets = new Targets();

/** A connection of this pool that is open, and its socket. */
async function open(pool: ConnectionPool): Promise<{ connection: Connection; socket: Socket }> {
  const socket = connect(receiver.port, "127.0.0.1");
  await once(socket, "connect");
  const timings = { dns: null, connect: null, tls: null };
  const target = targets.of(receiver.url, "open");
  const connection = new Connection(target, { socket, timings }, (closed) => pool.remove(closed));
  return { connection, socket };
}

it("gives back the connection that was used last, and only for its own key", async () => {
  const pool = new ConnectionPool(10);
  const [first, second] = [await open(pool), await open(pool)];
  pool.put(first.connection);
  pool.put(second.connection);
  expect(pool.take("open http://127.0.0.1:1")).toBeUndefined();
  expect(pool.take(first.connection.key)).toBe(second.connection);
  expect(pool.take(first.connection.key)).toBe(first.connection);
  expect(pool.take(first.connection.key)).toBeUndefined();
});

it("forgets a connection that closes while idle, and never gives out one that is closing", async () => {
  const pool = new ConnectionPool(10);
  const [first, second] = [await open(pool), await open(pool)];
  pool.put(first.connection);
  pool.put(second.connection);
  expect(pool.size).toBe(2);
  second.socket.destroy();
  expect(pool.take(first.connection.key)).toBe(first.connection);
  pool.put(first.connection);
  first.socket.destroy();
  await expect.poll(() => pool.size).toBe(0);
  expect(pool.take(first.connection.key)).toBeUndefined();
});

it("closes the one idle longest where there are too many, and all once it is closed itself", async () => {
  const pool = new ConnectionPool(2);
  const opened = [await open(pool), await open(pool), await open(pool)];
  for (const { connection } of opened) pool.put(connection);
  const destroyed = () => opened.map(({ socket }) => socket.destroyed);
  expect(destroyed()).toEqual([true, false, false]);
  expect(pool.size).toBe(2);
  const late = await open(pool);
  pool.close();
  pool.put(late.connection);
  expect(destroyed()).toEqual([true, true, true]);
  expect(late.socket.destroyed).toBe(true);
  expect(pool.size).toBe(0);
});
