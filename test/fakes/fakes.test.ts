import { request } from "node:https";
import { afterEach, describe, expect, it } from "vitest";
import { type Certificate, createAuthority, selfSigned } from "./certificates.ts";
import { FakeClock } from "./clock.ts";
import { type Answer, type Receiver, startReceiver } from "./receiver.ts";

const open: Receiver[] = [];
afterEach(async () => {
  for (const receiver of open.splice(0)) await receiver.close();
});

describe("FakeClock", () => {
  it("fires what is due in order, timers set on the way included, with promises settled between", async () => {
    const clock = new FakeClock(1_000);
    const seen: string[] = [];
    clock.setTimeout(() => seen.push(`late ${clock.now()}`), 30);
    clock.setTimeout(() => {
      void Promise.resolve().then(() => {
        seen.push(`promise ${clock.now()}`);
        clock.setTimeout(() => seen.push(`inner ${clock.now()}`), 5);
      });
    }, 10);
    clock.setTimeout(() => seen.push("canceled"), 20).cancel();
    clock.setTimeout(() => seen.push("too far"), 31);
    await clock.advance(30);
    expect(seen).toEqual(["promise 1010", "inner 1015", "late 1030"]);
    expect(clock.now()).toBe(1_030);
    expect(clock.pending).toBe(1);
  });
});

/** The status of a POST over https, or the code of the error. */
function post(receiver: Receiver, ca: string, host = "localhost"): Promise<number | string | undefined> {
  return new Promise((resolve) => {
    const options = { method: "POST", host, port: receiver.port, ca, agent: false as const };
    const sent = request(options, (response) => {
      response.resume().on("error", () => {});
      resolve(response.statusCode);
    });
    sent.on("error", (error: NodeJS.ErrnoException) => resolve(error.code));
    sent.end("hello");
  });
}

async function start(tls: Certificate, answer: Answer = {}): Promise<Receiver> {
  const receiver = await startReceiver({ tls, answer: () => answer });
  open.push(receiver);
  return receiver;
}

describe("certificates", () => {
  const authority = createAuthority();

  it("are accepted where they are in order", async () => {
    const receiver = await start(authority.issue());
    expect(await post(receiver, authority.cert)).toBe(200);
    expect(await post(receiver, authority.cert, "127.0.0.1")).toBe(200);
    expect(receiver.requests.map((got) => [got.method, got.body])).toEqual([
      ["POST", "hello"],
      ["POST", "hello"],
    ]);
  });

  it.each([
    ["expired", authority.issue({ notAfter: Date.now() - 1_000 }), "CERT_HAS_EXPIRED"],
    ["not valid yet", authority.issue({ notBefore: Date.now() + 60_000 }), "CERT_NOT_YET_VALID"],
    ["for another host", authority.issue({ hosts: ["example.com"] }), "ERR_TLS_CERT_ALTNAME_INVALID"],
    ["self-signed", selfSigned(), "DEPTH_ZERO_SELF_SIGNED_CERT"],
    ["of an unknown authority", createAuthority("other").issue(), "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
  ])("are refused where they are %s", async (_, tls, code) => {
    expect(await post(await start(tls), authority.cert)).toBe(code);
  });

  it("can be reset under TLS", async () => {
    const receiver = await start(authority.issue(), { misbehave: "reset" });
    expect(await post(receiver, authority.cert)).toBe("ECONNRESET");
  });
});
