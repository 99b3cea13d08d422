import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, it } from "vitest";
import { sampleNotice } from "../callbacks/notice.ts";
import { updateOutcomeBody } from "../callbacks/payload.ts";
import { samplePayload } from "../callbacks/sample.ts";
import { newSigningSecret, prepareSigner, receiverKeyOf } from "../delivery/signing.ts";
import { newId } from "../platform/ids.ts";
import { CallbackError, createReceiver, NotGenuine, Unreadable } from "./index.ts";

const at = Date.UTC(2026, 0, 12, 4, 54);
const id = "6b060a0c8ae5a295e100c676";
const secret = newSigningSecret("v1");
const body = JSON.stringify({ activity: {}, leadId: "लीड" });

/** Headers as an independent implementation signs them. */
const signed = (text = body, by = secret, when = at) => ({
  "webhook-id": id,
  "webhook-timestamp": String(Math.floor(when / 1000)),
  "webhook-signature": new Webhook(by).sign(id, new Date(when), text),
  "ringback-attempt": "3",
});

const callbacks = createReceiver({ secret, now: () => at });

describe("verify", () => {
  it("takes what an independent implementation signed, and tells what came with it", () => {
    expect(callbacks.verify(body, signed())).toEqual({
      id,
      attempt: 3,
      signedAt: new Date(at),
      kind: "activity_update",
      payload: JSON.parse(body),
    });
    expect(callbacks.verify(Buffer.from(body), new Headers(signed())).id).toBe(id);
  });

  it("takes either secret while one is rotated, and either key of ed25519", () => {
    const [before, now] = [newSigningSecret("v1"), newSigningSecret("v1")];
    const both = createReceiver({ secret: [before, now], now: () => at });
    expect(both.verify(body, signed(body, before)).id).toBe(id);
    expect(both.verify(body, signed(body, now)).id).toBe(id);
    const pair = newSigningSecret("v1a");
    const signature = prepareSigner([newSigningSecret("v1a"), pair])(id, at / 1000, body);
    const keyed = createReceiver({ secret: receiverKeyOf(pair), now: () => at });
    expect(keyed.verify(body, { ...signed(), "webhook-signature": signature }).id).toBe(id);
  });

  it.each([
    ["another secret", signed(body, newSigningSecret("v1")), "mismatch"],
    ["another body", signed(`${body} `), "mismatch"],
    ["too old", signed(body, secret, at - 301_000), "too-old"],
    ["too new", signed(body, secret, at + 301_000), "too-new"],
    ["no signature", { ...signed(), "webhook-signature": undefined }, "missing-header"],
    ["no timestamp", { ...signed(), "webhook-timestamp": "soon" }, "malformed-timestamp"],
  ])("refuses %s with 401", (_, headers, reason) => {
    const refused = caught(() => callbacks.verify(body, headers));
    expect(refused).toBeInstanceOf(NotGenuine);
    expect(refused).toMatchObject({ status: 401, reason });
    expect(String(refused)).not.toContain(secret);
  });

  it("takes what is just within the tolerance, or as much as it is told", () => {
    expect(callbacks.verify(body, signed(body, secret, at - 300_000)).id).toBe(id);
    const patient = createReceiver({ secret, toleranceMs: 3_600_000, now: () => at });
    expect(patient.verify(body, signed(body, secret, at - 3_000_000)).id).toBe(id);
  });

  it.each(["<html>", "[1]", "null"])("refuses a genuine %s with 400", (text) => {
    const refused = caught(() => callbacks.verify(text, signed(text)));
    expect(refused).toBeInstanceOf(Unreadable);
    expect(refused).toMatchObject({ status: 400 });
  });

  it("needs a secret, and never repeats one that is wrong", () => {
    expect(() => createReceiver({ secret: undefined })).toThrow(/needs the callback's signing secret/);
    expect(() => createReceiver({ secret: "whsec_notasecret!" })).toThrow(/^(?!.*notasecret)/);
  });
});

const sample = {
  projectId: id,
  processId: id,
  fromState: "a",
  toState: "b",
  disposition: { name: "Interested", type: "success" },
  now: at,
  newId: () => newId(at),
} as const;
const outcome = {
  updateId: id,
  success: false,
  error: "no",
  leadId: id,
  referenceId: null,
  timestamp: at,
  data: null,
};

it.each([
  ["activity_update", samplePayload("activity_update", sample)],
  ["lead_update", samplePayload("lead_update", sample)],
  ["lead_history", samplePayload("lead_history", sample)],
  ["update_outcome", updateOutcomeBody(outcome)],
  ["operational", sampleNotice(at, () => newId(at))],
  ["other", '{"hello":"world"}'],
])("tells %s by what it has", (kind, text) => {
  const callback = callbacks.verify(text, signed(text));
  expect(callback.kind).toBe(kind);
  if (callback.kind === "activity_update") {
    const { result } = callback.payload.activity;
    expect(result.type === "call" && result.analysis?.disposition).toBe("Interested");
  }
});

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Serves what a handler answers; the status of each POST. */
async function serve(handler: (request: IncomingMessage) => Promise<unknown>) {
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    try {
      const answer = JSON.stringify(await handler(request));
      response.writeHead(200).end(answer);
    } catch (error) {
      response.writeHead(error instanceof CallbackError ? error.status : 500).end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return (text: string, headers: Record<string, string>) =>
    fetch(url, { method: "POST", body: text, headers });
}

/** What the middlewares of frameworks leave of a request. */
const frameworks: [string, (request: IncomingMessage) => Promise<object>][] = [
  ["node:http", async (request) => request],
  [
    "a raw body parser (express.raw)",
    async (request) => ({ headers: request.headers, body: await bytesOf(request) }),
  ],
  [
    "a text body parser",
    async (request) => ({ headers: request.headers, body: String(await bytesOf(request)) }),
  ],
  [
    "a JSON parser that keeps rawBody",
    async (request) => {
      const rawBody = await bytesOf(request);
      return { headers: request.headers, rawBody, body: JSON.parse(String(rawBody)) as unknown };
    },
  ],
  [
    "a Fetch Request (Hono, Next)",
    async (request) =>
      new Request("http://localhost/", {
        method: "POST",
        headers: request.headers as Record<string, string>,
        body: new Uint8Array(await bytesOf(request)),
      }),
  ],
];

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe.each(frameworks)("receive, behind %s", (_, prepare) => {
  it("takes what is signed, and answers what is not by the error's status", async () => {
    const post = await serve(async (request) => {
      const { kind } = await callbacks.receive((await prepare(request)) as Request);
      return kind;
    });
    expect(await (await post(body, signed())).json()).toBe("activity_update");
    expect((await post(body, signed(body, newSigningSecret("v1")))).status).toBe(401);
    expect((await post("{}", signed())).status).toBe(401);
  });
});

it("says that a body was parsed before, rather than that its signature is wrong", async () => {
  const parsed = { headers: signed(), body: JSON.parse(body) as unknown };
  await expect(callbacks.receive(parsed)).rejects.toThrow(/parsed before.*express\.raw/);
  await expect(callbacks.receive({ headers: signed() })).rejects.toThrow(/no body to read/);
});

it("reads no more of a body than a callback can have", async () => {
  const stream = Readable.from([Buffer.alloc(5 * 1024 * 1024), Buffer.alloc(1), Buffer.alloc(1)]);
  const request = Object.assign(stream, { headers: signed() });
  await expect(callbacks.receive(request)).rejects.toMatchObject({ name: "Unreadable", status: 413 });
  expect(stream.destroyed, "so that it can still be answered").toBe(false);
});

function caught(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
