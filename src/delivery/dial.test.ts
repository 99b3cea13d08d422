import { getEventListeners } from "node:events";
import { type AddressInfo, createServer, type Server, Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeClock } from "../../test/fakes/clock.ts";
import { compileAddressPolicy } from "../contract/address-classes.ts";
import { checkPeer, dialFirst, openSocket, untilAborted } from "./dial.ts";

const never = new AbortController().signal;
let server: Server;
let port = 0;
let accepted: Socket[];
/** Sockets that never connect, by the address that they were opened for. */
let hanging: Map<string, Socket>;
let clock: FakeClock;

beforeEach(async () => {
  clock = new FakeClock();
  accepted = [];
  hanging = new Map();
  server = createServer((socket) => {
    accepted.push(socket);
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  for (const socket of accepted) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

/** Dials loopback; all other addresses hang. */
function open(address: string): Socket {
  if (address.startsWith("127.")) return openSocket(address, port, null);
  const socket = new Socket();
  hanging.set(address, socket);
  return socket;
}

describe("dialFirst", () => {
  it("tries the next address beside a slow one after 250 ms, and destroys the slow one", async () => {
    const dialled = dialFirst(["slow", "slower", "127.0.0.1"], open, clock, never);
    await clock.advance(249);
    expect([...hanging.keys()]).toEqual(["slow"]);
    await clock.advance(1);
    expect([...hanging.keys()]).toEqual(["slow", "slower"]);
    expect(accepted).toHaveLength(0);
    await clock.advance(250);
    const socket = await dialled;
    expect(socket.remoteAddress).toBe("127.0.0.1");
    expect([...hanging.values()].map((other) => other.destroyed)).toEqual([true, true]);
    expect(clock.pending).toBe(0);
    socket.destroy();
  });

  it("goes on at once when an address fails", async () => {
    const dialled = dialFirst(["broken", "127.0.0.1"], open, clock, never);
    hanging.get("broken")?.destroy(new Error("no route"));
    const socket = await dialled;
    expect(socket.remoteAddress).toBe("127.0.0.1");
    expect(clock.pending).toBe(0);
    socket.destroy();
  });

  it("a slow address may still win after the next ones have failed", async () => {
    const late = new Socket();
    const dialled = dialFirst(
      ["late", "broken"],
      (address) => (address === "late" ? late : open(address)),
      clock,
      never,
    );
    await clock.advance(250);
    hanging.get("broken")?.destroy(new Error("no route"));
    await clock.advance(1_000);
    late.connect(port, "127.0.0.1");
    expect(await dialled).toBe(late);
    late.destroy();
  });

  it("fails with the first error where all fail", async () => {
    const dialled = dialFirst(["one", "two"], open, clock, never);
    const failed = expect(dialled).rejects.toThrow("first");
    await clock.advance(250);
    hanging.get("two")?.destroy(new Error("first"));
    await clock.advance(0);
    hanging.get("one")?.destroy(new Error("second"));
    await failed;
    expect(clock.pending).toBe(0);
  });

  it("destroys everything on abort, and says why", async () => {
    const abort = new AbortController();
    const dialled = dialFirst(["one", "two", "127.0.0.1"], open, clock, abort.signal);
    await clock.advance(250);
    abort.abort(new Error("time is up"));
    await expect(dialled).rejects.toThrow("time is up");
    expect([...hanging.values()].map((socket) => socket.destroyed)).toEqual([true, true]);
    await clock.advance(1_000);
    expect(accepted).toHaveLength(0);
    expect(clock.pending).toBe(0);
  });

  it("opens nothing when it was aborted before", async () => {
    await expect(dialFirst(["one"], open, clock, AbortSignal.abort(new Error("late")))).rejects.toThrow(
      "late",
    );
    expect(hanging.size).toBe(0);
  });

  it("outlives its signal: aborting later leaves the socket alone", async () => {
    const abort = new AbortController();
    const socket = await dialFirst(["127.0.0.1", "next"], open, clock, abort.signal);
    expect(getEventListeners(abort.signal, "abort")).toEqual([]);
    abort.abort();
    expect(socket.destroyed).toBe(false);
    // Nor does an error between two owners end the process.
    await vi.waitFor(() => expect(accepted).toHaveLength(1));
    accepted[0]?.resetAndDestroy();
    await new Promise((resolve) => socket.once("close", resolve));
    expect(hanging.size).toBe(0);
  });
});

describe("checkPeer", () => {
  it("refuses a socket that is connected elsewhere than it may be, and destroys it", async () => {
    const socket = await dialFirst(["127.0.0.1"], open, clock, never);
    checkPeer(socket, compileAddressPolicy({ allowLoopback: true, allow: [] }));
    expect(socket.destroyed).toBe(false);
    const strict = compileAddressPolicy({ allowLoopback: false, allow: [] });
    expect(() => checkPeer(socket, strict)).toThrow("may not reach (loopback)");
    expect(socket.destroyed).toBe(true);
  });

  it("says so when the other end is gone already", () => {
    expect(() => checkPeer(new Socket(), () => ({ ok: true }))).toThrow("closed as soon as it was open");
  });
});

describe("untilAborted", () => {
  it("passes on value and error, and gives up on abort", async () => {
    expect(await untilAborted(Promise.resolve(1), never)).toBe(1);
    await vi.waitFor(() => expect(getEventListeners(never, "abort")).toEqual([]));
    await expect(untilAborted(Promise.reject(new Error("own")), never)).rejects.toThrow("own");
    const abort = new AbortController();
    const waiting = untilAborted(new Promise(() => {}), abort.signal);
    abort.abort(new Error("time is up"));
    await expect(waiting).rejects.toThrow("time is up");
    await expect(untilAborted(Promise.resolve(1), abort.signal)).rejects.toThrow("time is up");
  });
});
