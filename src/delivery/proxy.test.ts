import { getEventListeners } from "node:events";
import { type AddressInfo, createServer, Socket } from "node:net";
import { Client } from "undici";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createAuthority } from "../../test/fakes/certificates.ts";
import { FakeClock } from "../../test/fakes/clock.ts";
import { type ConnectProxy, startConnectProxy, type TunnelAnswer } from "../../test/fakes/connect-proxy.ts";
import { type Receiver, type ReceiverOptions, startReceiver } from "../../test/fakes/receiver.ts";
import { systemClock } from "../platform/clock.ts";
import type { Connect, ConnectTarget } from "./connect.ts";
import { createConnector } from "./connector.ts";
import { parseProxy } from "./proxy.ts";
import type { Resolve } from "./resolver.ts";

const never = new AbortController().signal;
const authority = createAuthority();
const name = "receiver.example";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function proxyThat(answer?: () => TunnelAnswer): Promise<ConnectProxy> {
  const proxy = await startConnectProxy(answer);
  closing.push(proxy.close);
  return proxy;
}

async function receiverWith(options: ReceiverOptions = {}): Promise<Receiver> {
  const receiver = await startReceiver(options);
  closing.push(receiver.close);
  return receiver;
}

function through(url: string, resolve: Resolve = async () => ["127.0.0.1"], allowLoopback = true): Connect {
  return createConnector({
    resolve,
    policy: { allowLoopback, allow: ["::1/128"] },
    fixed: { kind: "proxy", url },
    clock: systemClock,
    ca: [authority.cert],
  });
}

function to(protocol: "http:" | "https:", hostname: string, port: number): ConnectTarget {
  return { protocol, hostname, port, route: "fixed" };
}

/** Sends with undici, as the sender does, over a connection of `connect`. */
async function post(connect: Connect, target: ConnectTarget): Promise<number> {
  const client = new Client(`${target.protocol}//${target.hostname}:${target.port}`, {
    connect: (_, done) => {
      connect(target, never).then(
        ({ socket }) => done(null, socket),
        (error: Error) => done(error, null),
      );
    },
  });
  try {
    const response = await client.request({ path: "/callback", method: "POST", body: "hello" });
    await response.body.dump();
    return response.statusCode;
  } finally {
    await client.destroy();
  }
}

describe("the fixed-source proxy", () => {
  it("is asked for the checked address, over plain http too, with the name in Host", async () => {
    const [proxy, receiver] = [await proxyThat(), await receiverWith()];
    const target = to("http:", name, receiver.port);
    expect(await post(through(proxy.url), target)).toBe(200);
    const asked = `127.0.0.1:${receiver.port}`;
    expect(proxy.requests).toEqual([{ target: asked, headers: { host: asked } }]);
    expect(receiver.requests[0]).toMatchObject({
      body: "hello",
      headers: { host: `${name}:${receiver.port}` },
    });
  });

  it("carries TLS that is verified for the name", async () => {
    const proxy = await proxyThat();
    const receiver = await receiverWith({ tls: authority.issue({ hosts: [name] }) });
    const connect = through(proxy.url);
    expect(await post(connect, to("https:", name, receiver.port))).toBe(200);
    expect(proxy.requests[0]?.target).toBe(`127.0.0.1:${receiver.port}`);
    await expect(connect(to("https:", "other.example", receiver.port), never)).rejects.toMatchObject({
      class: "tls",
      code: "ERR_TLS_CERT_ALTNAME_INVALID",
    });
    await vi.waitFor(() => expect([proxy.open, receiver.open]).toEqual([0, 0]));
  });

  it("is asked for an IPv6 address in brackets", async () => {
    const [proxy, receiver] = [await proxyThat(), await receiverWith({ host: "::1" })];
    const connect = through(proxy.url, async () => ["::1"]);
    expect(await post(connect, to("http:", name, receiver.port))).toBe(200);
    expect(proxy.requests[0]?.target).toBe(`[::1]:${receiver.port}`);
  });

  it("is left with nothing read from the tunnel, and with no listener on the signal", async () => {
    const [proxy, receiver] = [await proxyThat(), await receiverWith()];
    const abort = new AbortController();
    const { socket } = await through(proxy.url)(to("http:", name, receiver.port), abort.signal);
    expect(socket.isPaused()).toBe(true);
    expect(socket.listenerCount("data")).toBe(0);
    expect(getEventListeners(abort.signal, "abort")).toEqual([]);
    socket.destroy();
  });

  it("is given its credentials, percent codes read", async () => {
    const [proxy, receiver] = [await proxyThat(), await receiverWith()];
    const url = proxy.url.replace("//", "//us%40er:p%C3%A4ss%3A%zz@");
    expect(await post(through(url), to("http:", name, receiver.port))).toBe(200);
    const basic = `Basic ${Buffer.from("us@er:päss:%zz").toString("base64")}`;
    expect(proxy.requests[0]?.headers["proxy-authorization"]).toBe(basic);
    expect(receiver.requests[0]?.headers["proxy-authorization"]).toBeUndefined();
  });

  it("is itself exempt from the guard, by name too, while what it is asked for is judged here", async () => {
    const proxy = await proxyThat(() => ({ status: 403 }));
    const resolve = async (host: string) => {
      if (host === "proxy.intern") return ["127.0.0.1"];
      return host === "public.example" ? ["8.8.8.8"] : ["8.8.8.8", "10.0.0.1"].slice(1);
    };
    const connect = through(`http://proxy.intern:${proxy.port}`, resolve, false);
    await expect(connect(to("http:", "private.example", 80), never)).rejects.toMatchObject({
      class: "blocked",
    });
    expect(proxy.requests).toEqual([]);
    await expect(connect(to("http:", "public.example", 80), never)).rejects.toMatchObject({
      class: "source",
    });
    expect(proxy.requests.map((asked) => asked.target)).toEqual(["8.8.8.8:80"]);
  });

  it("is asked for the next address when it cannot reach the first", async () => {
    const [proxy, receiver] = [await proxyThat(), await receiverWith({ host: "::1" })];
    const connect = through(proxy.url, async () => ["127.0.0.1", "::1"]);
    expect(await post(connect, to("http:", name, receiver.port))).toBe(200);
    expect(proxy.requests.map((asked) => asked.target)).toEqual([
      `127.0.0.1:${receiver.port}`,
      `[::1]:${receiver.port}`,
    ]);
  });
});

describe("a proxy that does not do it", () => {
  it.each<[string, TunnelAnswer, string, number, string?]>([
    ["refuses", { status: 403 }, "answered CONNECT with status 403", 1],
    ["wants credentials", { status: 407 }, "answered CONNECT with status 407", 1],
    ["redirects", { status: 302 }, "answered CONNECT with status 302", 1],
    [
      "cannot reach any address",
      { status: 502 },
      "could not reach the receiver: it answered CONNECT with status 502",
      2,
      "connect",
    ],
    ["hangs up", "close", "closed the connection before the tunnel was open", 1],
    [
      "speaks something else",
      { raw: "220 mail ready\r\n\r\n" },
      "answered CONNECT with something that is no HTTP",
      1,
    ],
    [
      "never ends its headers",
      { raw: `HTTP/1.1 200 OK\r\nX: ${"x".repeat(20_000)}` },
      "answered CONNECT with something that is no HTTP",
      1,
    ],
    [
      "speaks for the receiver",
      { raw: "HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n" },
      "sent something in the name of the receiver before it was asked",
      1,
    ],
  ])("because it %s is told as the proxy's failure", async (_, answer, what, asked, told = "source") => {
    const proxy = await proxyThat(() => answer);
    const url = proxy.url.replace("//", "//user:geheim@");
    const connecting = through(url, async () => ["127.0.0.1", "127.0.0.2"])(to("http:", name, 80), never);
    const error = await connecting.then(
      () => null,
      (failure: Error) => failure,
    );
    expect(error).toMatchObject({
      name: "ConnectError",
      class: told,
      code: "SOURCE_PROXY",
      message: `the deployment's fixed-source proxy ${what}`,
    });
    expect(JSON.stringify(error) + String(error) + error?.stack).not.toMatch(/geheim|user:/);
    expect(proxy.requests).toHaveLength(asked);
    await vi.waitFor(() => expect(proxy.open).toBe(0));
  });

  it("is told as down where nothing listens, and nothing is sent directly", async () => {
    const receiver = await receiverWith();
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, "127.0.0.1", resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const connect = through(`http://127.0.0.1:${port}`);
    await expect(connect(to("http:", "127.0.0.1", receiver.port), never)).rejects.toMatchObject({
      class: "source",
      code: "SOURCE_PROXY",
      message: "the deployment's fixed-source proxy could not be reached (ECONNREFUSED)",
    });
    expect(receiver.connections).toBe(0);
  });

  it.each([
    ["its name is never answered", "http://proxy.intern:3128"],
    ["its machine is gone without a word", "http://127.0.0.1:3128"],
  ])("is told as down after 5 s where %s", async (_, url) => {
    const clock = new FakeClock();
    const hung: Socket[] = [];
    const connect = createConnector({
      resolve: (host) => (host === name ? Promise.resolve(["8.8.8.8"]) : new Promise(() => {})),
      policy: { allowLoopback: false, allow: [] },
      fixed: { kind: "proxy", url },
      clock,
      open: () => {
        const socket = new Socket();
        hung.push(socket);
        return socket;
      },
    });
    const connecting = connect(to("http:", name, 80), never).catch((error: unknown) => error);
    await clock.advance(4_999);
    expect(clock.pending).toBe(1);
    await clock.advance(1);
    expect(await connecting).toMatchObject({
      class: "source",
      message: "the deployment's fixed-source proxy could not be reached within 5 s",
    });
    expect(hung.every(({ destroyed }) => destroyed)).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it("is given up on abort while it is silent, and its socket closed", async () => {
    const proxy = await proxyThat(() => "silent");
    const abort = new AbortController();
    const connecting = through(proxy.url)(to("http:", name, 80), abort.signal);
    await vi.waitFor(() => expect(proxy.requests).toHaveLength(1));
    abort.abort(new Error("time is up"));
    await expect(connecting).rejects.toThrow("time is up");
    await vi.waitFor(() => expect(proxy.open).toBe(0));
  });
});

describe("parseProxy", () => {
  it.each([
    ["http://proxy.example", { hostname: "proxy.example", port: 80, authorization: null }],
    ["http://[::1]:3128/", { hostname: "::1", port: 3128, authorization: null }],
    ["http://u@p.example:8080", { hostname: "p.example", port: 8080, authorization: "Basic dTo=" }],
  ])("reads %s", (url, proxy) => {
    expect(parseProxy(url)).toEqual(proxy);
  });
});
