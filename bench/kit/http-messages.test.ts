import { expect, test } from "vitest";
import { MessageReader } from "./http-messages.ts";

const first = "POST /a HTTP/1.1\r\nHost: x\r\ncontent-length: 12\r\n\r\nhello\r\n\r\nyou";
const second = "GET /b HTTP/1.1\r\nHost: x\r\n\r\n";
const third = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const stream = Buffer.from(first + second + third);
const expected = [
  ["POST /a", "hello\r\n\r\nyou"],
  ["GET /b", ""],
  ["HTTP/1.1 200", "ok"],
];

function read(chunks: Buffer[]): string[][] {
  const seen: string[][] = [];
  const reader = new MessageReader((head, data, start, end) => {
    seen.push([head.split(" ").slice(0, 2).join(" "), data.toString("utf8", start, end)]);
  });
  for (const chunk of chunks) reader.push(chunk);
  return seen;
}

test("reads messages that came in one piece", () => {
  expect(read([stream])).toEqual(expected);
});

test("reads messages split at any byte", () => {
  for (let cut = 1; cut < stream.length; cut += 1) {
    expect(read([stream.subarray(0, cut), stream.subarray(cut)])).toEqual(expected);
  }
});

test("reads messages that came byte by byte", () => {
  expect(read(Array.from(stream, (_, index) => stream.subarray(index, index + 1)))).toEqual(expected);
});

test("says so rather than misreading a chunked body", () => {
  expect(() => read([Buffer.from("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")])).toThrow(
    /chunked/,
  );
});
