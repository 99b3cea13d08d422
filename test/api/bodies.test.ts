import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fields } from "../support/api.ts";
import { expectProblem, expectWrongFields } from "../support/problem.ts";
import type { TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let project: TestProject;
let lead: Fields;
beforeAll(async () => {
  server = await startTestServer();
  project = await server.project();
  lead = await project.lead((await project.process()).id);
});
afterAll(async () => {
  const { json } = await project.api.get(`/api/v1/activities?leadId=${lead._id}`);
  await server.stop();
  // Every refused body above was a note of this lead but for what was wrong with it.
  expect(json.data.every(({ summary }) => summary === "kept")).toBe(true);
});

const activities = "/api/v1/activities";
const raw = (body: string | Buffer, path = activities, headers: Record<string, string> = {}) =>
  project.api.call("POST", path, {
    raw: body,
    headers: { "content-type": "application/json", ...headers },
  });
const note = (more: string) => `{"leadId":"${lead._id}","type":"note"${more}}`;
const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;

describe("bodies", () => {
  it.each([
    ["no JSON", "{"],
    ["nothing", ""],
    ["two values", "{}{}"],
    ["a control character in a text", '{"leadId":"a\u0001"}'],
    ["NaN", '{"leadId":NaN}'],
  ])("400 for %s", async (_, body) => {
    const answer = await raw(body);
    expect(answer.json).toMatchObject({ status: 400, success: false, error: answer.json.detail });
    expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
  });

  it("400 for bytes that are no UTF-8", async () => {
    const bad = [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf4, 0x90, 0x80, 0x80]];
    for (const bytes of bad) {
      const body = Buffer.concat([
        Buffer.from(`{"leadId":"${lead._id}","type":"note","summary":"`),
        Buffer.from(bytes),
        Buffer.from('"}'),
      ]);
      expectProblem(await raw(body), 400, "The body is not UTF-8");
    }
  });

  it("400 for NUL in any text or key, and not for the letters of its escape", async () => {
    for (const more of [
      ',"summary":"a\\u0000b"',
      ',"input":{"a\\u0000":1}',
      ',"transcript":[{"t":["\\u0000"]}]',
    ]) {
      expectProblem(await raw(note(more)), 400, "A text must not hold the character NUL");
    }
    expect((await raw(note(',"summary":"kept","input":"\\\\u0000"'))).json.data.input).toBe("\\u0000");
  });

  it("32 levels of JSON and no more, brackets in texts not counted", async () => {
    // The body itself is the first level.
    expect((await raw(note(`,"summary":"kept","input":${nested(31)}`))).status).toBe(201);
    expectProblem(await raw(note(`,"input":${nested(32)}`)), 400, "The body is nested deeper than 32 levels");
    const text = `,"summary":"kept","input":"${"[".repeat(100)}\\"${"{".repeat(100)}\\\\"`;
    expect((await raw(note(text))).status).toBe(201);
    expect((await raw("[".repeat(200_000))).status).toBe(400);
  });

  it("256 KiB for one activity, by its bytes", async () => {
    const frame = note(',"summary":"kept","input":""');
    const room = 256 * 1024 - Buffer.byteLength(frame);
    const filled = (bytes: number) =>
      note(`,"summary":"kept","input":"${"é".repeat(Math.floor(bytes / 2))}"`);
    expect((await raw(filled(room))).status).toBe(201);
    expectProblem(await raw(filled(room + 2)), 413, "One activity is at most 256 KiB");
  });

  it("1 MiB for other bodies", async () => {
    const body = (bytes: number) => `{"name":"Big","description":"${"x".repeat(bytes)}"}`;
    expectProblem(await raw(body(1024 * 1024), "/api/v1/processes"), 413, "The body is too large");
    expectWrongFields(await raw(body(1024 * 1024 - 100), "/api/v1/processes"), ["description"]);
    const single = await raw(`{"x":"${"x".repeat(1024 * 1024)}"}`, "/api/v1/leads/initiate");
    expect(single.status).toBe(413);
  });

  it("16 MiB in bulk", async () => {
    const big = (bytes: number) => `{"activities":[],"x":"${"x".repeat(bytes)}"}`;
    expect((await raw(big(16 * 1024 * 1024 - 100))).status).toBe(201);
    expect((await raw(big(16 * 1024 * 1024))).status).toBe(413);
    const leads = `{"leads":[],"x":"${"x".repeat(2 * 1024 * 1024)}"}`;
    expect((await raw(leads, "/api/v1/leads/bulk/initiate")).status).toBe(200);
  });

  it("415 for what is not sent as JSON", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/xml"]) {
      const answer = await raw(note(""), activities, { "content-type": type });
      expectProblem(answer, 415, "Send the body as application/json");
    }
    expect(
      (
        await raw(note(',"summary":"kept"'), activities, {
          "content-type": "application/json; charset=utf-8",
        })
      ).status,
    ).toBe(201);
  });

  it("keeps any character that JSON can carry", async () => {
    const input = { "": "\u{1F642}", "\u2028": "\u200f\ufeff", __proto: 1, "a.b": '"\\/\b\f\n\r\t' };
    const answer = await raw(note(`,"summary":"kept","input":${JSON.stringify(input)}`));
    expect(answer.json.data.input).toEqual(input);
  });

  it("takes no part of an object's making from a body", async () => {
    const input = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"kept":1}';
    const { json } = await raw(note(`,"summary":"kept","input":${input}`));
    expect(json.data.input).toMatchObject({ constructor: { prototype: { polluted: true } }, kept: 1 });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
