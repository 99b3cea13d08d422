import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

export interface TunnelRequest {
  /** What CONNECT asked for, as written. */
  target: string;
  /** Names in lower case. */
  headers: Record<string, string | string[] | undefined>;
}

/** What a CONNECT is answered: a tunnel, a refusal with this status, raw bytes, or nothing at all. */
export type TunnelAnswer = "tunnel" | "silent" | "close" | { status: number } | { raw: string };

export interface ConnectProxy {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly port: number;
  /** What was asked for, in order. */
  readonly requests: readonly TunnelRequest[];
  /** Connections open to the proxy now. */
  readonly open: number;
  /** Cuts every connection and stops listening. */
  close(): Promise<void>;
}

export interface ProxyPlace {
  /** A free port by default. */
  port?: number;
  /** The address of this machine that its tunnels leave from; the system's choice by default. */
  from?: string;
  /** A port of this machine that every tunnel leads to, whatever was asked for. */
  to?: number;
}

/** A real HTTP proxy on loopback that knows CONNECT only and records what it is asked for. */
export async function startConnectProxy(
  answer: (request: TunnelRequest, n: number) => TunnelAnswer = () => "tunnel",
  { port: asked = 0, from, to }: ProxyPlace = {},
): Promise<ConnectProxy> {
  const requests: TunnelRequest[] = [];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  };
  const server = createServer((_, response) => response.writeHead(405).end());
  let open = 0;
  server.on("connection", (socket) => {
    open += 1;
    socket.on("close", () => {
      open -= 1;
    });
    keep(socket);
  });
  server.on("connect", (incoming, client: Socket) => {
    const request = { target: incoming.url ?? "", headers: incoming.headers };
    const told = answer(request, requests.push(request));
    if (told !== "tunnel") client.resume().on("end", () => client.destroy());
    if (told === "silent") return;
    if (told === "close") client.destroy();
    else if (told === "tunnel")
      keep(tunnel(to === undefined ? request.target : `127.0.0.1:${to}`, client, from));
    else
      client.write("raw" in told ? told.raw : `HTTP/1.1 ${told.status} Told So\r\nContent-Length: 0\r\n\r\n`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(asked, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    get open() {
      return open;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function tunnel(target: string, client: Socket, from: string | undefined): Socket {
  const { hostname, port } = new URL(`http://${target}`);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const upstream = connect({
    port: Number(port || 80),
    host,
    ...(from !== undefined && { localAddress: from }),
  });
  upstream.once("connect", () => {
    client.write("HTTP/1.1 200 Connection established\r\n\r\n");
    client.pipe(upstream).pipe(client);
  });
  upstream.once("error", () => client.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
  client.on("close", () => upstream.destroy());
  return upstream;
}
