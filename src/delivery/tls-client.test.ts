import { randomBytes } from "node:crypto";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { createServer as createTlsServer, TLSSocket, type TlsOptions } from "node:tls";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Certificate, createAuthority, selfSigned } from "../../test/fakes/certificates.ts";
import { FakeClock } from "../../test/fakes/clock.ts";
import type { Connected, ConnectTarget } from "./connect.ts";
import { createConnector } from "./connector.ts";

const never = new AbortController().signal;
const authority = createAuthority();
const clock = new FakeClock();
const name = "receiver.example";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function trusting(...ca: string[]) {
  return createConnector({
    resolve: async () => ["127.0.0.1"],
    policy: { allowLoopback: true, allow: [] },
    fixed: { kind: "none" },
    clock,
    ca,
  });
}

function to(hostname: string, port: number): ConnectTarget {
  return { protocol: "https:", hostname, port, route: "open" };
}

interface TlsServer {
  port: number;
  /** Of each handshake that came through: the name asked for, the protocol chosen, whether it was resumed. */
  handshakes: { servername: string | false | undefined; alpn: string | false | null; resumed: boolean }[];
  /** Connections that are open now, those without a handshake too. */
  open: Set<Socket>;
}

async function serve(certificate: Certificate, options: TlsOptions = {}, port = 0): Promise<TlsServer> {
  const served: TlsServer = { port: 0, handshakes: [], open: new Set() };
  const server = createTlsServer({ ...certificate, ...options }, (socket) => {
    socket.on("error", () => {});
    socket.write("hello"); // so that session tickets, which come with it, are read before a test ends
    const { servername } = socket as TLSSocket & { servername?: string | false };
    served.handshakes.push({ servername, alpn: socket.alpnProtocol, resumed: socket.isSessionReused() });
  });
  server.on("tlsClientError", () => {});
  server.on("connection", (socket) => {
    served.open.add(socket);
    socket.on("close", () => served.open.delete(socket)).on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  served.port = (server.address() as AddressInfo).port;
  closing.push(() => {
    for (const socket of served.open) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return served;
}

/** Waits for the server's greeting, with which session tickets come, and closes. */
async function greetAndClose({ socket }: Connected): Promise<void> {
  await new Promise((resolve) => socket.once("data", resolve));
  socket.destroy();
}

describe("a certificate", () => {
  it("in order is accepted, for the name that SNI asks for, over HTTP/1.1", async () => {
    const server = await serve(authority.issue({ hosts: [name] }), { ALPNProtocols: ["h2", "http/1.1"] });
    const connected = await trusting(authority.cert)(to(`${name}.`, server.port), never);
    expect(connected.socket).toBeInstanceOf(TLSSocket);
    expect(connected.timings).toEqual({
      dns: expect.any(Number),
      connect: expect.any(Number),
      tls: expect.any(Number),
    });
    expect(connected.timings.tls).toBeGreaterThan(0);
    await greetAndClose(connected);
    expect(server.handshakes).toEqual([{ servername: name, alpn: "http/1.1", resumed: false }]);
  });

  it("for an address is accepted, and no name is asked for", async () => {
    const server = await serve(authority.issue({ hosts: ["127.0.0.1"] }));
    await greetAndClose(await trusting(authority.cert)(to("127.0.0.1", server.port), never));
    expect(server.handshakes[0]?.servername).toBe(false);
  });

  it.each<[string, Certificate, string]>([
    ["expired", authority.issue({ hosts: [name], notAfter: Date.now() - 1_000 }), "CERT_HAS_EXPIRED"],
    [
      "not valid yet",
      authority.issue({ hosts: [name], notBefore: Date.now() + 60_000 }),
      "CERT_NOT_YET_VALID",
    ],
    ["for another host", authority.issue({ hosts: ["other.example"] }), "ERR_TLS_CERT_ALTNAME_INVALID"],
    [
      "for the address, not the name",
      authority.issue({ hosts: ["127.0.0.1"] }),
      "ERR_TLS_CERT_ALTNAME_INVALID",
    ],
    ["self-signed", selfSigned({ hosts: [name] }), "DEPTH_ZERO_SELF_SIGNED_CERT"],
    [
      "of an unknown authority",
      createAuthority("other").issue({ hosts: [name] }),
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    ],
  ])("that is %s is refused, and the socket closed", async (_, certificate, code) => {
    const server = await serve(certificate);
    await expect(trusting(authority.cert)(to(name, server.port), never)).rejects.toMatchObject({
      name: "ConnectError",
      class: "tls",
      code,
      timings: { dns: expect.any(Number), connect: expect.any(Number), tls: null },
    });
    await vi.waitFor(() => expect(server.open.size).toBe(0));
  });

  it("is not trusted without its authority, and NODE_TLS_REJECT_UNAUTHORIZED changes nothing", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    const server = await serve(authority.issue({ hosts: [name] }));
    await expect(trusting()(to(name, server.port), never)).rejects.toMatchObject({ class: "tls" });
    vi.unstubAllEnvs();
  });
});

describe("the handshake", () => {
  async function accept(then: (socket: Socket) => void): Promise<{ port: number; open: Set<Socket> }> {
    const open = new Set<Socket>();
    const server = createTcpServer((socket) => {
      open.add(socket);
      socket.on("close", () => open.delete(socket)).on("error", () => {});
      socket.resume();
      then(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    });
    return { port: (server.address() as AddressInfo).port, open };
  }

  it("is given up on abort, and the socket closed", async () => {
    const server = await accept(() => {});
    const abort = new AbortController();
    const connecting = trusting()(to(name, server.port), abort.signal);
    await vi.waitFor(() => expect(server.open.size).toBe(1));
    const [socket] = server.open;
    await vi.waitFor(() => expect(socket?.bytesRead).toBeGreaterThan(0));
    abort.abort(new Error("time is up"));
    await expect(connecting).rejects.toThrow("time is up");
    await vi.waitFor(() => expect(server.open.size).toBe(0));
  });

  it.each<[string, (socket: Socket) => void, string]>([
    [
      "a server that speaks plain HTTP",
      (s) => s.write("HTTP/1.1 400 Bad Request\r\n\r\n"),
      "what answered does not speak TLS",
    ],
    ["a server that hangs up", (s) => s.end(), "the connection was closed during the TLS handshake"],
    [
      "a server that resets",
      (s) => s.once("data", () => s.resetAndDestroy()),
      "the connection was closed during the TLS handshake",
    ],
  ])("with %s fails as TLS", async (_, then, message) => {
    const server = await accept(then);
    await expect(trusting()(to(name, server.port), never)).rejects.toMatchObject({ class: "tls", message });
    await vi.waitFor(() => expect(server.open.size).toBe(0));
  });

  it("with a server that has no HTTP/1.1 fails", async () => {
    const server = await serve(authority.issue({ hosts: [name] }), { ALPNProtocols: ["h2"] });
    await expect(trusting(authority.cert)(to(name, server.port), never)).rejects.toMatchObject({
      class: "tls",
    });
  });

  it("done, leaves the socket alone when the signal aborts later", async () => {
    const server = await serve(authority.issue({ hosts: [name] }));
    const abort = new AbortController();
    const connected = await trusting(authority.cert)(to(name, server.port), abort.signal);
    abort.abort();
    expect(connected.socket.destroyed).toBe(false);
    await greetAndClose(connected);
  });

  it("survives an error that comes before the socket has a new owner", async () => {
    const server = await serve(authority.issue({ hosts: [name] }));
    const { socket } = await trusting(authority.cert)(to(name, server.port), never);
    for (const other of server.open) other.resetAndDestroy();
    socket.resume();
    await new Promise((resolve) => socket.once("close", resolve));
  });
});

describe("sessions", () => {
  it("are resumed, for ten minutes after the certificate was seen, by the same host alone", async () => {
    const server = await serve(authority.issue({ hosts: [name, "other.example"] }));
    const connect = trusting(authority.cert);
    const tickets = new Map<string, Buffer>();
    const visit = async (host: string): Promise<boolean | undefined> => {
      const connected = await connect(to(host, server.port), never);
      connected.socket.on("session", (ticket: Buffer) => {
        tickets.set(host, ticket);
      });
      await greetAndClose(connected);
      const resumed = server.handshakes.at(-1)?.resumed;
      // Some servers, unlike Node's, give a new ticket with a resumed session too.
      if (resumed) connected.socket.emit("session", tickets.get(host));
      return resumed;
    };
    expect(await visit(name)).toBe(false);
    expect(await visit("other.example")).toBe(false);
    expect(await visit(name)).toBe(true);
    await clock.advance(599_999);
    expect(await visit(name)).toBe(true);
    await clock.advance(1);
    expect(await visit(name)).toBe(false);
    expect(await visit(name)).toBe(true);
  });

  it("are forgotten after a failure, lest it come from the session", async () => {
    const options = { ticketKeys: randomBytes(48) };
    const certificate = authority.issue({ hosts: [name] });
    const connect = trusting(authority.cert);
    const first = await serve(certificate, options);
    const visit = async () => greetAndClose(await connect(to(name, first.port), never));
    await visit();
    await closing.pop()?.();
    await serve(certificate, { ...options, ALPNProtocols: ["h2"] }, first.port);
    await expect(visit()).rejects.toMatchObject({ class: "tls" });
    await closing.pop()?.();
    const last = await serve(certificate, options, first.port);
    await visit();
    await visit();
    expect(last.handshakes.map((handshake) => handshake.resumed)).toEqual([false, true]);
  });
});
