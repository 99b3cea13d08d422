import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { request as httpRequest } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { FakeClock } from "../../test/fakes/clock.ts";
import { startReceiver } from "../../test/fakes/receiver.ts";
import type { AddressPolicy } from "../contract/address-classes.ts";
import { systemClock } from "../platform/clock.ts";
import type { Connected, ConnectTarget } from "./connect.ts";
import { type ConnectorOptions, createConnector } from "./connector.ts";
import { ResolveError } from "./dns-query.ts";
import type { Resolve } from "./resolver.ts";

const never = new AbortController().signal;
const local: AddressPolicy = { allowLoopback: true, allow: [] };
const strict: AddressPolicy = { allowLoopback: false, allow: [] };
/** 127.0.0.1 plays the private address, and 127.0.0.2 and ::1 play public ones. */
const half: AddressPolicy = { allowLoopback: false, allow: ["127.0.0.2/32", "::1/128"] };

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function connector(options: Partial<ConnectorOptions> = {}) {
  const resolve = () => Promise.reject(new Error("nothing to resolve in this test"));
  return createConnector({ resolve, policy: local, fixed: { kind: "none" }, clock: systemClock, ...options });
}

function to(hostname: string, port: number, route: ConnectTarget["route"] = "open"): ConnectTarget {
  return { protocol: "http:", hostname, port, route };
}

interface Listener {
  port: number;
  /** Who connected. */
  sources: string[];
}

/** A server that accepts and says nothing. */
async function listen(host: string, port = 0): Promise<Listener> {
  const sources: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sources.push(socket.remoteAddress ?? "");
    sockets.add(socket);
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, sources };
}

/** The same free port on several loopback addresses. */
async function listenOnAll<const T extends string[]>(...hosts: T): Promise<{ [K in keyof T]: Listener }> {
  const [first = "", ...others] = hosts;
  const all = [await listen(first)];
  for (const host of others) all.push(await listen(host, all[0]?.port));
  return all as { [K in keyof T]: Listener };
}

/** Over a connection that is made already, as the sender sends. */
function post({ socket }: Connected, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ method: "POST", host, createConnection: () => socket }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode));
    });
    sent.on("error", reject).end("hello");
  });
}

describe("the open route", () => {
  it("reaches a receiver and tells what took how long", async () => {
    const receiver = await startReceiver();
    closing.push(receiver.close);
    const connect = connector({ resolve: async () => ["127.0.0.1"] });
    const connected = await connect(to("receiver.example", receiver.port), never);
    expect(connected.timings.dns).toBeGreaterThanOrEqual(0);
    expect(connected.timings.connect).toBeGreaterThan(0);
    expect(connected.timings.tls).toBeNull();
    for (const ms of [connected.timings.dns, connected.timings.connect]) {
      expect(String(ms)).toMatch(/^\d{1,3}(\.\d)?$/);
    }
    expect(await post(connected, "receiver.example")).toBe(200);
    expect(receiver.requests[0]?.body).toBe("hello");
  });

  it("does not resolve a literal address", async () => {
    const { port, sources } = await listen("127.0.0.1");
    const connected = await connector()(to("127.0.0.1", port), never);
    expect(connected.timings.dns).toBeNull();
    await vi.waitFor(() => expect(sources).toHaveLength(1));
    connected.socket.destroy();
  });

  it("sets the socket up for small requests that must not wait, and for long rests", async () => {
    const { port } = await listen("127.0.0.1");
    const { socket } = await connector()(to("127.0.0.1", port), never);
    const options = socket as unknown as Record<symbol, unknown>;
    const set = Object.getOwnPropertySymbols(options).map((key) => [key.description, options[key]]);
    expect(Object.fromEntries(set)).toMatchObject({ kSetNoDelay: true, kSetKeepAlive: true });
    socket.destroy();
  });

  it("ignores proxies named in the environment", async () => {
    const [proxy, receiver] = [await listen("127.0.0.1"), await listen("127.0.0.1")];
    for (const name of ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"]) {
      vi.stubEnv(name, `http://127.0.0.1:${proxy.port}`);
    }
    vi.stubEnv("NODE_USE_ENV_PROXY", "1");
    const { socket } = await connector()(to("127.0.0.1", receiver.port), never);
    vi.unstubAllEnvs();
    await vi.waitFor(() => expect(receiver.sources).toHaveLength(1));
    expect(proxy.sources).toEqual([]);
    socket.destroy();
  });
});

describe("the egress guard", () => {
  it.each(["127.0.0.1", "::1"])("never dials %s where loopback is not open", async (address) => {
    const { port, sources } = await listen(address);
    const connect = connector({ policy: strict, resolve: async () => [address] });
    for (const hostname of [address, "public.example"]) {
      await expect(connect(to(hostname, port), never)).rejects.toMatchObject({
        class: "blocked",
        message: expect.stringContaining("(loopback)"),
      });
    }
    // The one that is let through comes after whatever the others had sent.
    (await connector()(to(address, port), never)).socket.destroy();
    await vi.waitFor(() => expect(sources).toHaveLength(1));
  });

  it("dials only the allowed one of two addresses", async () => {
    const [closed, open] = await listenOnAll("127.0.0.1", "127.0.0.2");
    const connect = connector({ policy: half, resolve: async () => ["127.0.0.1", "127.0.0.2"] });
    const { socket } = await connect(to("two.example", open.port), never);
    expect(socket.remoteAddress).toBe("127.0.0.2");
    await vi.waitFor(() => expect(open.sources).toHaveLength(1));
    expect(closed.sources).toEqual([]);
    socket.destroy();
  });

  it("does not fall back to a blocked address when the allowed one fails", async () => {
    const closed = await listen("127.0.0.1");
    const connect = connector({ policy: half, resolve: async () => ["127.0.0.1", "127.0.0.2"] });
    await expect(connect(to("two.example", closed.port), never)).rejects.toMatchObject({
      class: "refused",
      code: "ECONNREFUSED",
    });
    expect(closed.sources).toEqual([]);
  });

  it("judges at each dial, so that a name that changes (DNS rebinding) gains nothing", async () => {
    const [closed, open] = await listenOnAll("127.0.0.1", "127.0.0.2");
    const answers = [["127.0.0.2"], ["127.0.0.1"], ["127.0.0.2"]];
    const connect = connector({ policy: half, resolve: async () => answers.shift() ?? [] });
    const target = to("rebinding.example", open.port);
    const first = await connect(target, never);
    await expect(connect(target, never)).rejects.toMatchObject({ class: "blocked" });
    const third = await connect(target, never);
    await vi.waitFor(() => expect(open.sources).toHaveLength(2));
    expect(closed.sources).toEqual([]);
    first.socket.destroy();
    third.socket.destroy();
  });

  it("looks once more at whom the socket is really connected to", async () => {
    const { port } = await listen("127.0.0.1");
    const disguise = (message: unknown): void => {
      const { socket } = message as { socket: Socket };
      Object.defineProperty(socket, "remoteAddress", { value: "10.0.0.1" });
    };
    subscribe("net.client.socket", disguise);
    const connecting = connector()(to("127.0.0.1", port), never);
    await expect(connecting).rejects.toMatchObject({ class: "blocked" });
    unsubscribe("net.client.socket", disguise);
  });

  it("falls back from IPv4 to IPv6", async () => {
    const { port } = await listen("::1");
    const connect = connector({ policy: half, resolve: async () => ["127.0.0.2", "::1"] });
    const { socket } = await connect(to("both.example", port), never);
    expect(socket.remoteAddress).toBe("::1");
    socket.destroy();
  });
});

describe("what goes wrong", () => {
  it("tells a name that is not found, with no step done", async () => {
    const error = new ResolveError("not_found", "ENOTFOUND", "the name x.example does not exist in DNS");
    const connect = connector({ resolve: () => Promise.reject(error) });
    await expect(connect(to("x.example", 80), never)).rejects.toMatchObject({
      name: "ConnectError",
      class: "dns",
      code: "ENOTFOUND",
      message: error.message,
      timings: { dns: null, connect: null, tls: null },
    });
  });

  it("tells a refused connection, with the steps done before", async () => {
    const connect = connector({ resolve: async () => ["127.0.0.1"] });
    await expect(connect(to("x.example", 1), never)).rejects.toMatchObject({
      name: "ConnectError",
      class: "refused",
      code: "ECONNREFUSED",
      timings: { dns: expect.any(Number), connect: null, tls: null },
    });
  });

  it("an unknown error of the resolver is still one of dns", async () => {
    const connect = connector();
    await expect(connect(to("x.example", 80), never)).rejects.toMatchObject({ class: "dns" });
  });
});

describe("abort", () => {
  it("gives up while the name is being resolved, and dials nothing when the answer comes", async () => {
    const { port, sources } = await listen("127.0.0.1");
    const answer = Promise.withResolvers<readonly string[]>();
    const abort = new AbortController();
    const connecting = connector({ resolve: () => answer.promise })(to("x.example", port), abort.signal);
    abort.abort(new Error("time is up"));
    await expect(connecting).rejects.toThrow("time is up");
    answer.resolve(["127.0.0.1"]);
    (await connector()(to("127.0.0.1", port), never)).socket.destroy();
    await vi.waitFor(() => expect(sources).toHaveLength(1));
  });

  it("resolves nothing when it was aborted before", async () => {
    const resolve = vi.fn<Resolve>(async () => ["127.0.0.1"]);
    const aborted = AbortSignal.abort(new Error("late"));
    await expect(connector({ resolve })(to("x.example", 80), aborted)).rejects.toThrow("late");
    expect(resolve).not.toHaveBeenCalled();
  });

  it("gives up while connecting, and leaves no timer", async () => {
    const { port } = await listen("127.0.0.1");
    const clock = new FakeClock();
    const abort = new AbortController();
    const connecting = connector({ clock })(to("127.0.0.1", port), abort.signal);
    while (clock.pending === 0) await Promise.resolve(); // the timer of the next address: it is dialling
    abort.abort(new Error("time is up"));
    await expect(connecting).rejects.toThrow("time is up");
    expect(clock.pending).toBe(0);
  });
});

describe("the fixed route", () => {
  it("without a fixed source sends nothing, not even a question to DNS", async () => {
    const { port, sources } = await listen("127.0.0.1");
    const resolve = vi.fn<Resolve>(async () => ["127.0.0.1"]);
    const connect = connector({ resolve });
    await expect(connect(to("x.example", port, "fixed"), never)).rejects.toMatchObject({
      class: "source",
      message: expect.stringMatching(/EGRESS_FIXED_PROXY or EGRESS_FIXED_LOCAL_ADDRESS/),
    });
    expect(resolve).not.toHaveBeenCalled();
    expect(sources).toEqual([]);
  });

  it("leaves from the local address, and the open route does not", async () => {
    const { port, sources } = await listen("127.0.0.1");
    const connect = connector({ fixed: { kind: "localAddress", address: "127.0.0.2" } });
    const fixed = await connect(to("127.0.0.1", port, "fixed"), never);
    await vi.waitFor(() => expect(sources).toEqual(["127.0.0.2"]));
    const open = await connect(to("127.0.0.1", port), never);
    await vi.waitFor(() => expect(sources).toEqual(["127.0.0.2", "127.0.0.1"]));
    fixed.socket.destroy();
    open.socket.destroy();
  });

  it("takes only addresses of the local address's family", async () => {
    const [four, six] = await listenOnAll("127.0.0.1", "::1");
    const fixed = { kind: "localAddress", address: "::1" } as const;
    const connect = connector({ fixed, resolve: async () => ["127.0.0.1", "::1"] });
    const { socket } = await connect(to("both.example", six.port, "fixed"), never);
    expect(socket.remoteAddress).toBe("::1");
    expect(four.sources).toEqual([]);
    socket.destroy();
    await expect(connect(to("127.0.0.1", four.port, "fixed"), never)).rejects.toMatchObject({
      class: "configuration",
      message: "the deployment's fixed source is an IPv6 address, and the receiver has no IPv6 address",
    });
    expect(four.sources).toEqual([]);
  });

  it("tells an address that the machine has not", async () => {
    const { port, sources } = await listen("127.0.0.1");
    const connect = connector({ fixed: { kind: "localAddress", address: "198.51.100.7" } });
    await expect(connect(to("127.0.0.1", port, "fixed"), never)).rejects.toMatchObject({
      class: "source",
      message: expect.stringContaining("not an address of this machine"),
    });
    expect(sources).toEqual([]);
  });

  it("is guarded like the open one", async () => {
    const { port, sources } = await listen("127.0.0.1");
    const connect = connector({ policy: strict, fixed: { kind: "localAddress", address: "127.0.0.2" } });
    await expect(connect(to("127.0.0.1", port, "fixed"), never)).rejects.toMatchObject({ class: "blocked" });
    expect(sources).toEqual([]);
  });
});

it("refuses a policy or a proxy that is none when it is made", () => {
  expect(() => connector({ policy: { allowLoopback: false, allow: ["10/8"] } })).toThrow("10/8");
  for (const url of [
    "https://proxy.example",
    "socks5://u:geheim@proxy.example",
    "proxy",
    "http://u:geheim@",
  ]) {
    let message = "";
    try {
      connector({ fixed: { kind: "proxy", url } });
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain("must be http://host:port");
    expect(message).not.toContain("geheim");
  }
});
