import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { request, sender } from "../../test/fakes/sending.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server that answers each request with these pieces, one write after the other; the origin, and its connections. */
async function speaking(
  pieces: readonly string[],
  end = false,
): Promise<{ url: string; connections: Socket[] }> {
  const connections: Socket[] = [];
  const server = createServer((socket) => {
    connections.push(socket);
    socket.setNoDelay(true).on("error", () => {});
    socket.on("data", async (chunk: Buffer) => {
      if (!chunk.includes("POST ")) return;
      for (const piece of pieces) {
        socket.write(piece);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      if (end) socket.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    for (const socket of connections) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, connections };
}

const interim = "HTTP/1.1 100 Continue\r\n\r\n";
const body = `${interim}stays`;
const answer = `HTTP/1.1 202 Accepted\r\nContent-Length: ${body.length}\r\n\r\n`;

describe("100 Continue that nobody asked for", () => {
  it.each([
    ["is not there", [answer, body]],
    ["comes before the answer", [interim, answer, body]],
    ["comes in one piece with it", [`${interim}${answer}${body}`]],
    ["comes byte by byte", [...interim, ...`${answer}${body}`]],
    [
      "comes twice, with headers",
      ["HTTP/1.1 100 Go on\r\nX-A: b\r\n\r\nHTTP/1.1 1", `00 Continue\r\n\r\n${answer}`, body],
    ],
  ])("changes nothing where it %s, on a connection that is used again", async (_, pieces) => {
    const { url, connections } = await speaking(pieces);
    const one = sender();
    for (let n = 1; n <= 3; n += 1) {
      const record = await one.send(request(url));
      expect(record).toMatchObject({ error: null, response: { statusCode: 202, body, truncated: false } });
    }
    expect(connections).toHaveLength(1);
  });

  it("is no answer by itself", async () => {
    const alone = await speaking([interim], true);
    expect(await sender().send(request(alone.url))).toMatchObject({
      response: null,
      error: { class: "reset" },
    });
    const silent = await speaking([interim]);
    const record = await sender().send(request(silent.url, { timeoutMs: 300 }));
    expect(record).toMatchObject({ response: null, error: { class: "timeout" } });
  });

  it("without end is given up as what it is", async () => {
    const { url } = await speaking(["HTTP/1.1 100 Continue\r\n", `X: ${"x".repeat(20_000)}\r\n`]);
    const record = await sender().send(request(url));
    expect(record).toMatchObject({ response: null, error: { class: "protocol" } });
  });
});
