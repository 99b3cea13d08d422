import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { expectProblem } from "../support/problem.ts";
import { nextPhone, type TestProject } from "../support/project.ts";
import { openRaw, type RawHttp, readAnswer } from "../support/raw-http.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

// Times are short, so that what takes too long does so soon; only an upper bound is ever waited for.
const connections = { headersMs: 400, requestMs: 800, checkMs: 50, most: 40 };

let server: TestServer;
let project: TestProject;
beforeAll(async () => {
  server = await startTestServer({ connections });
  project = await server.project();
});
afterAll(() => server.stop());

const open: RawHttp[] = [];
afterEach(() => {
  for (const raw of open.splice(0)) raw.close();
});
async function raw(): Promise<RawHttp> {
  const opened = await openRaw(server.url);
  open.push(opened);
  return opened;
}

/** The head of a POST of JSON by someone who may. */
const head = (more: string, path = "/api/v1/processes") =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${project.tokens.manage}\r\nContent-Type: application/json\r\n${more}\r\n`;

/** An upload of an import, of which nothing but the head was sent. */
async function uploadOf(length: number): Promise<RawHttp & { path: string }> {
  const { id: processId } = await project.process();
  const { id } = (await project.api.post(`/api/v1/processes/${processId}/imports`, {})).json;
  const path = `/api/v1/imports/${id}`;
  const one = await raw();
  one.write(
    `PUT ${path}/file HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${project.tokens.manage}\r\nContent-Type: text/csv\r\nContent-Length: ${length}\r\n\r\n`,
  );
  return { ...one, path };
}

/** An answer before which the server has closed, as a problem. */
async function problemOf(one: RawHttp): Promise<{ status: number; detail: string; headers: string }> {
  const { status, headers, body } = readAnswer(await one.closed);
  expect(headers).toMatch(/content-type: application\/problem\+json/i);
  expect(headers).toMatch(/connection: close/i);
  const problem = JSON.parse(body) as { status: number; detail: string; success: boolean };
  expect(problem).toMatchObject({ status, success: false });
  return { status, detail: problem.detail, headers };
}

/** Writes a piece again and again until the other end has had enough. */
async function drip(one: RawHttp, piece: (n: number) => string): Promise<void> {
  let over = false;
  void one.closed.then(() => {
    over = true;
  });
  for (let n = 0; !over && n < 1_000; n += 1) {
    one.write(piece(n));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(over).toBe(true);
}

describe("who is slow", () => {
  it("is cut: saying nothing", async () => {
    const one = await raw();
    expect((await problemOf(one)).status).toBe(408);
  });

  it("is cut: dripping headers without end", async () => {
    const one = await raw();
    one.write("GET /healthz HTTP/1.1\r\nHost: x\r\n");
    await drip(one, (n) => `X-Drip-${n}: ${n}\r\n`);
    expect(await problemOf(one)).toMatchObject({
      status: 408,
      detail: "The request took too long to arrive",
    });
  });

  it.each([
    ["of a known length", "Content-Length: 100000\r\n", () => " "],
    ["in chunks", "Transfer-Encoding: chunked\r\n", () => "1\r\n \r\n"],
  ])("is cut: dripping a body %s", async (_, length, piece) => {
    const one = await raw();
    one.write(head(length));
    await drip(one, piece);
    expect((await problemOf(one)).status).toBe(408);
  });

  it("holds up nobody else meanwhile", async () => {
    const slow = await Promise.all(Array.from({ length: 20 }, raw));
    for (const one of slow) one.write(head("Content-Length: 100000\r\n"));
    expect((await project.api.get("/api/v1/processes")).status).toBe(200);
    for (const one of slow) expect((await problemOf(one)).status).toBe(408);
  });

  it("has time while a file is imported, and nobody else has more of it", async () => {
    const upload = await uploadOf(60);
    upload.write("name,phone\n");
    const other = await raw();
    other.write(head("Content-Length: 100000\r\n"));
    expect((await problemOf(other)).status).toBe(408);
    upload.write(`Asha,${nextPhone()}\n`.padEnd(60 - "name,phone\n".length, "\n"));
    await expect.poll(() => readAnswer(upload.text()).body).toContain('"imported":1');
    expect(readAnswer(upload.text()).status).toBe(200);
  });

  it("is answered after the rest of a file that cannot be read, on a connection that goes on", async () => {
    const upload = await uploadOf(10_000);
    upload.write("city\nPune\n");
    await expect.poll(async () => (await project.api.get(upload.path)).json.status).toBe("failed");
    const other = await raw();
    other.write(head("Content-Length: 100000\r\n"));
    expect((await problemOf(other)).status).toBe(408);
    expect(upload.text()).toBe("");
    upload.write("x".repeat(10_000 - "city\nPune\n".length));
    await expect.poll(() => upload.text()).toContain('"status":"failed"');
    expect(readAnswer(upload.text()).status).toBe(200);
    upload.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    await expect.poll(() => upload.text()).toContain('"ok"');
  });

  it("with a connection that rests between requests is kept", async () => {
    const one = await raw();
    const ask = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    one.write(ask);
    await expect.poll(() => one.text()).toContain('"ok"');
    await new Promise((resolve) => setTimeout(resolve, connections.requestMs + 4 * connections.checkMs));
    one.write(ask);
    await expect.poll(() => one.text().split('"ok"').length).toBe(3);
  });
});

describe("a flood of connections", () => {
  it("is bounded, and over as soon as they are gone", async () => {
    const flood = await Promise.all(Array.from({ length: 150 }, raw));
    const answered = async (one: RawHttp) => readAnswer(await one.closed).status;
    // Those beyond the bound are closed without a word; those within are timed out with one.
    const statuses = await Promise.all(flood.map(answered));
    const let408 = statuses.filter((status) => status === 408).length;
    expect(let408).toBeGreaterThan(0);
    expect(let408).toBeLessThanOrEqual(connections.most);
    expect(statuses.filter((status) => status === 0)).toHaveLength(150 - let408);
    expect((await server.api().get("/healthz")).status).toBe(200);
  });
});

describe("what is no whole request", () => {
  it.each([
    ["headers of more than 16 KiB", `GET / HTTP/1.1\r\nHost: x\r\nX-Big: ${"x".repeat(17_000)}\r\n\r\n`, 431],
    ["very many headers", `GET / HTTP/1.1\r\nHost: x\r\n${"A: b\r\n".repeat(4_000)}\r\n`, 431],
    ["a URL of more than 16 KiB", `GET /${"x".repeat(17_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
    ["another protocol", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400],
    ["two lengths", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400],
    [
      "a length beside chunks",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      400,
    ],
    ["a length that is none", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400],
    ["a header with a line end in it", "GET / HTTP/1.1\r\nHost: x\r\nX-A: a\nb\r\n\r\n", 400],
    ["a header name with a space", "GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400],
    [
      "a broken chunk",
      `POST /api/v1/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
      400,
    ],
  ])("%s is answered as every error is, and the connection closed", async (_, bytes, status) => {
    const one = await raw();
    one.write(bytes);
    expect((await problemOf(one)).status).toBe(status);
  });

  it("takes nothing of a request that ends in the midst of its body", async () => {
    const before = (await project.api.get("/api/v1/processes")).json.data.length;
    const one = await raw();
    const body = JSON.stringify({ name: "half" });
    one.write(`${head(`Content-Length: ${body.length + 1}\r\n`)}${body}`);
    one.close();
    await one.closed;
    expect((await project.api.get("/api/v1/processes")).json.data).toHaveLength(before);
  });

  it("answers 413 to a length that is too much, before the body comes", async () => {
    const one = await raw();
    one.write(head(`Content-Length: ${1024 * 1024 + 1}\r\n`));
    const { status } = readAnswer(await one.closed);
    expect(status).toBe(413);
  });

  it("answers 413 to chunks without end, and reads no more of them", async () => {
    const one = await raw();
    one.write(head("Transfer-Encoding: chunked\r\n"));
    const chunk = `10000\r\n${" ".repeat(0x10000)}\r\n`;
    for (let n = 0; n < 40; n += 1) one.write(chunk);
    await expect.poll(() => readAnswer(one.text()).status).toBe(413);
  });
});

describe("a compressed body", () => {
  it.each(["gzip", "deflate", "br", "zstd", "gzip, identity", "GZIP", "x-unknown"])(
    "of %s is refused, whatever would come of it",
    async (encoding) => {
      const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024, " "));
      const answer = await project.api.call("POST", "/api/v1/processes", {
        raw: bomb,
        headers: { "content-type": "application/json", "content-encoding": encoding },
      });
      expectProblem(answer, 415, "Send the body without a Content-Encoding");
    },
  );

  it("that is none is taken", async () => {
    const options = { body: { name: "Plain" }, headers: { "content-encoding": "identity" } };
    expect((await project.api.call("POST", "/api/v1/processes", options)).status).toBe(201);
  });
});
