import { connect } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fakes/clock.ts";
import { type Answer, startReceiver as startTarget } from "../../../test/fakes/receiver.ts";
import { newSigningSecret, prepareSigner, publicKeyOf } from "../../delivery/signing.ts";
import { parseVerificationKey } from "../../platform/verify-signature.ts";
import { CliError } from "../cli-error.ts";
import { type Behaviour, behaviourOf } from "./behaviour.ts";
import { type Arrival, type Receiver, type ReceiverOptions, startReceiver } from "./receiver.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const secret = newSigningSecret("v1");
const clock = new FakeClock();
const seconds = Math.floor(clock.now() / 1000);

interface Started extends Receiver {
  arrivals: Arrival[];
}

async function start(options: Partial<ReceiverOptions> = {}): Promise<Started> {
  const arrivals: Arrival[] = [];
  const receiver = await startReceiver({
    host: "127.0.0.1",
    port: 0,
    keys: [parseVerificationKey(secret)],
    behaviour: behaviourOf({}, false),
    forwardTo: null,
    clock,
    random: () => 0,
    onArrival: (arrival) => arrivals.push(arrival),
    ...options,
  });
  closing.push(() => receiver.close());
  return { ...receiver, arrivals };
}

async function startForwardTarget(answer: Answer) {
  const target = await startTarget({ answer: () => answer });
  closing.push(() => target.close());
  return target;
}

interface Post {
  id?: string;
  body?: string;
  /** Seconds since the epoch. */
  at?: number;
  signature?: string;
  headers?: Record<string, string>;
}

function post(url: string, { id = "a1", body = '{"leadId":"L1"}', at = seconds, ...rest }: Post = {}) {
  const signature = rest.signature ?? new Webhook(secret).sign(id, new Date(at * 1000), body);
  return fetch(`${url}/hook?x=1`, {
    method: "POST",
    body,
    redirect: "manual",
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(at),
      "webhook-signature": signature,
      "ringback-attempt": "1",
      ...rest.headers,
    },
  });
}

const step = (sequence: number, leadId = "L1"): string => JSON.stringify({ leadId, sequence });

describe("signatures", () => {
  it("accepts a good one and shows what came with it", async () => {
    const receiver = await start();
    const response = await post(receiver.url, { id: "d1", body: step(4) });
    expect(response.status).toBe(200);
    expect(receiver.arrivals).toMatchObject([
      {
        verdict: { valid: true, scheme: "v1" },
        webhookId: "d1",
        attempt: 1,
        answered: 200,
        how: "served",
        path: "/hook?x=1",
        body: step(4),
        facts: { sequence: 4 },
      },
    ]);
  });

  it("shows a bad one as bad, and does not let it make a genuine one a duplicate", async () => {
    const receiver = await start();
    await post(receiver.url, { id: "d1", body: step(9), signature: `v1,${"A".repeat(43)}=` });
    await post(receiver.url, { id: "d1", body: step(1) });
    expect(receiver.arrivals.map(({ verdict }) => verdict?.valid)).toEqual([false, true]);
    expect(receiver.arrivals[0]?.verdict).toMatchObject({ reason: "mismatch" });
    expect(receiver.arrivals[1]).toMatchObject({ seenBefore: null, after: null });
    expect(receiver.summary()).toMatchObject({ received: 2, unique: 1, duplicates: 0, badSignatures: 1 });
  });

  it("refuses a stale timestamp", async () => {
    const receiver = await start();
    await post(receiver.url, { at: seconds - 301 });
    expect(receiver.arrivals[0]?.verdict).toMatchObject({ valid: false, reason: "too-old" });
  });

  it("accepts the second of two signatures of a rotation", async () => {
    const sign = prepareSigner([newSigningSecret("v1"), secret]);
    const receiver = await start();
    await post(receiver.url, { signature: sign("a1", seconds, "{}"), body: "{}" });
    expect(receiver.arrivals[0]?.verdict).toMatchObject({ valid: true });
  });

  it("verifies ed25519 with the public key", async () => {
    const privateKey = newSigningSecret("v1a");
    const receiver = await start({ keys: [parseVerificationKey(publicKeyOf(privateKey))] });
    const signature = prepareSigner([privateKey])("a1", seconds, "{}");
    await post(receiver.url, { signature, body: "{}" });
    await post(receiver.url, { signature, body: "{ }" });
    expect(receiver.arrivals.map(({ verdict }) => verdict?.valid)).toEqual([true, false]);
  });

  it("checks nothing without a key, and counts that", async () => {
    const receiver = await start({ keys: [] });
    await post(receiver.url, { signature: "nonsense" });
    expect(receiver.arrivals[0]?.verdict).toBeNull();
    expect(receiver.summary()).toMatchObject({ unchecked: 1, badSignatures: 0, unique: 1 });
  });

  it("verifies the bytes as they came: UTF-8 of any length", async () => {
    const receiver = await start();
    await post(receiver.url, { body: JSON.stringify({ leadId: "आशा ☎ ".repeat(40_000) }) });
    expect(receiver.arrivals[0]?.verdict).toMatchObject({ valid: true });
  });
});

describe("order and duplicates", () => {
  it("points out a duplicate, and what the first one was answered", async () => {
    const receiver = await start();
    for (const id of ["d1", "d2", "d1"]) await post(receiver.url, { id });
    expect(receiver.arrivals.map(({ seenBefore }) => seenBefore)).toEqual([null, null, { answered: 200 }]);
    expect(receiver.summary()).toMatchObject({ received: 3, unique: 2, duplicates: 1, retries: 0 });
  });

  it("counts a repetition after a failing answer as a retry", async () => {
    const behaviour: Behaviour = { ...behaviourOf({}, false), share: 0.5 };
    const rolls = [0.1, 0.9];
    const receiver = await start({ behaviour, random: () => rolls.shift() ?? 0.9 });
    await post(receiver.url, { id: "d1" });
    await post(receiver.url, { id: "d1" });
    expect(receiver.arrivals.map(({ seenBefore }) => seenBefore)).toEqual([null, { answered: 500 }]);
    expect(receiver.summary()).toMatchObject({ duplicates: 1, retries: 1 });
  });

  it("points out a sequence below one that the same lead had, gaps and other leads being fine", async () => {
    const receiver = await start();
    const sent: [string, string][] = [
      ["d1", step(2)],
      ["d2", step(5)],
      ["d3", step(1, "L2")],
      ["d4", step(3)],
      ["d1", step(2)],
      ["d5", step(6)],
    ];
    for (const [id, body] of sent) await post(receiver.url, { id, body });
    expect(receiver.arrivals.map(({ after }) => after)).toEqual([null, null, null, 5, null, null]);
    expect(receiver.summary().outOfOrder).toBe(1);
  });
});

describe("misbehaving", () => {
  it("fails the share that was asked for", async () => {
    const behaviour = behaviourOf({ failRate: 0.3 }, false);
    const rolls = [0, 0.29, 0.3, 0.5, 0.99];
    const receiver = await start({ behaviour, random: () => rolls.shift() ?? 0 });
    const statuses: number[] = [];
    for (let i = 0; i < 5; i += 1) statuses.push((await post(receiver.url, { id: `d${i}` })).status);
    expect(statuses).toEqual([500, 500, 200, 200, 200]);
    expect(receiver.arrivals.map(({ how }) => how)).toEqual([
      "misbehaved",
      "misbehaved",
      "served",
      "served",
      "served",
    ]);
  });

  it("answers the status and Retry-After that were asked for", async () => {
    const receiver = await start({ behaviour: behaviourOf({ status: 429, retryAfter: 90_500 }, false) });
    const response = await post(receiver.url);
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("91");
  });

  it("waits before it answers", async () => {
    const receiver = await start({ behaviour: behaviourOf({ delay: 2000 }, false) });
    const response = post(receiver.url);
    await expect.poll(() => clock.pending).toBe(1);
    await clock.advance(1999);
    expect(receiver.arrivals).toEqual([]);
    await clock.advance(1);
    expect((await response).status).toBe(200);
    expect(receiver.arrivals[0]?.tookMs).toBe(2000);
  });

  it("says that the sender went away before it was answered", async () => {
    const receiver = await start({ behaviour: behaviourOf({ delay: 20_000 }, false) });
    const sender = connect(Number(new URL(receiver.url).port), "127.0.0.1");
    sender.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
    await expect.poll(() => clock.pending).toBe(1);
    sender.destroy();
    await receiver.close();
    expect(receiver.arrivals).toMatchObject([{ answered: null }]);
    expect(clock.pending).toBe(0);
  });
});

describe("forwarding", () => {
  it("passes on the same headers and body and answers what that answered", async () => {
    const target = await startForwardTarget({
      status: 202,
      headers: { "x-answer": "yes", "set-cookie": ["a=1", "b=2"] },
      body: "taken",
    });
    const receiver = await start({ forwardTo: new URL(`${target.url}/api/lead-callback?k=v`) });
    const body = JSON.stringify({ leadId: "L1", note: "आशा" });
    const response = await post(receiver.url, { body, headers: { "X-API-Key": "s3cret" } });
    expect([response.status, await response.text(), response.headers.get("x-answer")]).toEqual([
      202,
      "taken",
      "yes",
    ]);
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    const [received] = target.requests;
    expect(received).toMatchObject({ method: "POST", path: "/api/lead-callback?k=v", body });
    expect(received?.headers).toMatchObject({
      host: new URL(target.url).host,
      "x-api-key": "s3cret",
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(body)),
    });
    expect(received?.headers["webhook-signature"]).toBe(
      new Webhook(secret).sign("a1", new Date(seconds * 1000), body),
    );
    expect(receiver.arrivals).toMatchObject([{ how: "forwarded", answered: 202 }]);
  });

  it("passes on failures and redirects as they are", async () => {
    const target = await startForwardTarget({ status: 307, headers: { location: "/elsewhere" } });
    const receiver = await start({ forwardTo: new URL(target.url) });
    await post(receiver.url);
    expect(receiver.arrivals).toMatchObject([{ how: "forwarded", answered: 307 }]);
    expect(target.requests).toHaveLength(1);
  });

  it("answers 502 and says why where nothing answers", async () => {
    const target = await startTarget();
    await target.close();
    const receiver = await start({ forwardTo: new URL(target.url) });
    const response = await post(receiver.url);
    expect(response.status).toBe(502);
    expect(receiver.arrivals[0]?.forwardError).toMatch(/ECONNREFUSED/);
  });
});

describe("other requests", () => {
  it("answers 405 to what is no POST and does not count it", async () => {
    const receiver = await start();
    const response = await fetch(receiver.url);
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
    expect(receiver.summary().received).toBe(0);
  });

  it("answers 413 to a body that is far too large", async () => {
    const receiver = await start();
    const response = await fetch(receiver.url, { method: "POST", body: new Uint8Array(5 * 1024 * 1024 + 1) });
    expect(response.status).toBe(413);
    expect(receiver.arrivals).toEqual([]);
  });

  it("says in one line that the port is taken", async () => {
    const { url } = await start();
    const again = start({ port: Number(new URL(url).port) });
    await expect(again).rejects.toThrow(CliError);
    await expect(again).rejects.toThrow(/port \d+ is in use: choose another with --port/);
  });
});
