import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../fakes/clock.ts";
import { type ConnectProxy, startConnectProxy } from "../fakes/connect-proxy.ts";
import type { Answer as Answered } from "../fakes/receiver.ts";
import type { Fields } from "../support/api.ts";
import { startTestServer } from "../support/server.ts";
import { attempted, closeAfter, receiverOf, type Setting, until, withServer } from "./setting.ts";

// On loopback every 127.x.y.z is an address of this machine: what is not told where to leave from is seen as
// 127.0.0.1, the fixed local address is 127.0.0.2, and the proxy's tunnels leave from 127.0.0.3.
const fixedAddress = "127.0.0.2";
const proxyAddress = "127.0.0.3";
// The time of one attempt is the longest that there is, and the clock goes on in small steps: what is on its way over
// real sockets is not to be cut off by it.
const required = { requiresWhitelistedSource: true, timeoutMs: 60_000 };

async function letTimePass(clock: FakeClock): Promise<void> {
  await clock.advance(5_000);
  await new Promise((resolve) => setTimeout(resolve, 20));
}

async function proxyAt(port?: number): Promise<ConnectProxy> {
  const proxy = await startConnectProxy(undefined, { from: proxyAddress, ...(port && { port }) });
  closeAfter(proxy.close);
  return proxy;
}

/** A port that nothing listens on, below those that the system gives away meanwhile. */
async function freePort(): Promise<number> {
  const port = 20_000 + Math.floor(Math.random() * 12_000);
  const proxy = await startConnectProxy(undefined, { port }).catch(() => null);
  if (proxy === null) return freePort();
  await proxy.close();
  return port;
}

interface SentTest {
  success: boolean;
  hint: string | null;
  error: { class: string; message: string } | null;
}

/** Tests the callback as it is stored, and as a form has it that was not saved. */
async function testSends({ api, callbackId, processId, receiver }: Setting): Promise<SentTest[]> {
  const unsaved = { callback: { url: `${receiver.url}/unsaved`, ...required } };
  const answers = [
    await api.post(`/api/v1/callbacks/${callbackId}/test`),
    await api.post(`/api/v1/processes/${processId}/advanced-settings/test`, unsaved),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  return answers.map(({ json }) => json as unknown as SentTest);
}

const soon = { RETRY_SCHEDULE: Array.from({ length: 12 }, () => "5s").join(",") };

/** How a receiver can make the sender connect again, each for one request. */
const upsets: Answered[] = [
  { status: 500 },
  { misbehave: "reset" },
  { misbehave: "half-headers" },
  { misbehave: "close-idle" },
  { misbehave: "endless-body" },
];

describe.each([
  ["a local address", fixedAddress, async () => ({ EGRESS_FIXED_LOCAL_ADDRESS: fixedAddress, ...soon })],
  [
    "a proxy",
    proxyAddress,
    async () => {
      const port = await freePort();
      return { EGRESS_FIXED_PROXY: `http://user:geheim@127.0.0.1:${port}`, port: String(port), ...soon };
    },
  ],
] as const)("a callback that requires a whitelisted source, by %s", async (_, address, environment) => {
  const env: Record<string, string> = await environment();
  const settingOf = withServer({ env });
  const start = async () => (env.port === undefined ? null : await proxyAt(Number(env.port)));

  it("is called from it alone: at first, again, after a reset, in tests, when resent", async () => {
    await start();
    const setting = await settingOf({ callback: required, answer: (__, n) => upsets[n - 1] ?? {} });
    const { api, project, clock, receiver } = setting;
    const lead = await setting.lead();
    for (let n = 0; n < 8; n += 1) await project.report(lead);
    await until(
      clock,
      async () => {
        await letTimePass(clock);
        return setting.deliveries();
      },
      (list) => list.length === 8 && list.every(({ status }) => status === "delivered"),
    );
    const sent = await testSends(setting);
    expect(sent.map(({ success }) => success)).toEqual([true, true]);
    const before = receiver.requests.length;
    const [first] = await setting.deliveries();
    await api.post(`/api/v1/deliveries/${first?.id}/resend`);
    await setting.arrived(before + 1);
    expect(receiver.connections).toBeGreaterThanOrEqual(upsets.length);
    expect(new Set(receiver.sources)).toEqual(new Set([address]));
  });

  it("follows no redirect, from there or from anywhere", async () => {
    await start();
    const elsewhere = await receiverOf();
    const setting = await settingOf({
      callback: required,
      answer: () => ({ status: 307, headers: { location: `${elsewhere.url}/lead` } }),
    });
    await setting.project.report(await setting.lead());
    await attempted(setting, 1);
    await setting.clock.advance(5_000);
    await attempted(setting, 2);
    await testSends(setting);
    expect(elsewhere.sources).toEqual([]);
    expect(new Set(setting.receiver.sources)).toEqual(new Set([address]));
  });

  it("uses no connection that was opened from elsewhere, nor the other way round", async () => {
    await start();
    const setting = await settingOf();
    const { project, receiver, callbackId } = setting;
    const lead = await setting.lead();
    const put = (fields: object) =>
      setting.save([{ id: callbackId, url: `${receiver.url}/lead`, ...fields }]);
    for (const fields of [{}, required, {}, required]) {
      await put(fields);
      const before = receiver.requests.length;
      await project.report(lead);
      await setting.arrived(before + 1);
    }
    // One connection each, used again.
    expect(receiver.sources).toEqual(["127.0.0.1", address]);
    expect(receiver.requests.map(({ connection }) => connection)).toEqual([1, 2, 1, 2]);
  });
});

describe("while the proxy is down", async () => {
  const port = await freePort();
  const env = { EGRESS_FIXED_PROXY: `http://user:geheim@127.0.0.1:${port}`, RETRY_SCHEDULE: "1s,1s" };
  const settingOf = withServer({ env });

  it("a delivery waits, says why, uses up no retry, and goes when the proxy is back", async () => {
    const setting = await settingOf({ callback: required });
    const { project, clock, receiver } = setting;
    const lead = await setting.lead();
    await project.report(lead);
    await project.report(lead);
    const second = async () => (await setting.deliveries())[1]?.status;
    const first = async (attempts: number) =>
      until(
        clock,
        async () => {
          await letTimePass(clock);
          const [one] = await setting.deliveries();
          return (await setting.api.get(`/api/v1/deliveries/${one?.id}`)).json;
        },
        (delivery) => delivery.attempts.length >= attempts,
      );
    // More often than the schedule has waits.
    const waiting = await first(6);
    expect(waiting).toMatchObject({
      status: "pending",
      nextAttemptAt: expect.stringMatching(/^2026-/),
      lastStatusCode: null,
      lastError: "the deployment's fixed-source proxy could not be reached (ECONNREFUSED)",
      hint: expect.stringMatching(/EGRESS_FIXED_PROXY, is unreachable.*waits/),
    });
    expect(await second()).toBe("held");
    expect(JSON.stringify(waiting)).not.toMatch(/geheim/);
    expect(receiver.sources).toEqual([]);
    const told = await testSends(setting);
    for (const { success, error, hint } of told) {
      expect(success).toBe(false);
      expect(error?.class).toBe("source");
      expect(hint).toMatch(/EGRESS_FIXED_PROXY, is unreachable/);
    }
    expect(receiver.sources).toEqual([]);

    await proxyAt(port);
    await until(
      clock,
      async () => {
        await letTimePass(clock);
        return setting.deliveries();
      },
      (list) => list.every(({ status, kind }) => kind === "test" || status === "delivered"),
    );
    const calls = receiver.requests.map(({ body }) => JSON.parse(body).sequence as number);
    expect([...new Set(calls)]).toEqual([1, 2]);
    expect(new Set(receiver.sources)).toEqual(new Set([proxyAddress]));
  });

  it("a receiver that the proxy cannot reach is a failure of its own, which uses up the schedule", async () => {
    const proxy = await proxyAt(port);
    const setting = await settingOf({ callback: required });
    await setting.receiver.close();
    await setting.project.report(await setting.lead());
    for (const attempt of [1, 2, 3]) {
      await attempted(setting, attempt);
      await setting.clock.advance(1_000);
    }
    expect(await setting.delivery()).toMatchObject({
      status: "failed",
      attemptsMade: 3,
      hint: expect.stringMatching(/proxy of this deployment could not reach/),
    });
    expect(proxy.requests).toHaveLength(3);
  });
});

describe("a deployment whose operator removed the fixed source", { timeout: 60_000 }, () => {
  it.each([
    ["unset", {}, /must set EGRESS_FIXED_PROXY or EGRESS_FIXED_LOCAL_ADDRESS/],
    [
      "an address that the machine has lost",
      { EGRESS_FIXED_LOCAL_ADDRESS: "198.51.100.7" },
      /not an address of its machine/,
    ],
  ] as const)("(%s) sends nothing, says what to set, and sends all when it is back", async (_, env, hint) => {
    const clock = new FakeClock();
    const receiver = await receiverOf();
    const set = { EGRESS_FIXED_LOCAL_ADDRESS: fixedAddress, RETRY_SCHEDULE: "1s" };
    const first = await startTestServer({ clock, env: set });
    closeAfter(async () => rmSync(dirname(first.file), { recursive: true, force: true }));
    const project = await first.project();
    const { id: processId } = await project.process();
    const [callback] = await project.callbacks(processId, [{ url: `${receiver.url}/lead`, ...required }]);
    const lead = await project.lead(processId);
    await project.report(lead._id);
    await receiver.waitFor(1);
    await first.stop({ keep: true });

    const second = await startTestServer({ clock, file: first.file, env: { ...env, RETRY_SCHEDULE: "1s" } });
    const api = second.api(project.tokens.manage);
    await api.post("/api/v1/activities", { leadId: lead._id, type: "call", callStatus: "completed" });
    const latest = async (): Promise<Fields> => {
      await letTimePass(clock);
      const { json } = await api.get(`/api/v1/deliveries?callbackId=${callback?.id}`);
      return (await api.get(`/api/v1/deliveries/${json.data[0]?.id}`)).json;
    };
    const waiting = await until(clock, latest, ({ attempts }) => attempts.length >= 4);
    expect(waiting).toMatchObject({ status: "pending", hint: expect.stringMatching(hint) });
    const tested = (await api.post(`/api/v1/callbacks/${callback?.id}/test`)).json;
    expect(tested).toMatchObject({ success: false, hint: expect.stringMatching(hint) });
    // What a form asks for is refused at once where there is nothing to send it from.
    const unsaved = { callback: { url: `${receiver.url}/unsaved`, ...required } };
    const refused = await api.post(`/api/v1/processes/${processId}/advanced-settings/test`, unsaved);
    expect(refused.status).toBe("EGRESS_FIXED_LOCAL_ADDRESS" in env ? 200 : 400);
    await second.stop({ keep: true });
    expect(receiver.sources).toEqual([fixedAddress]);

    const third = await startTestServer({ clock, file: first.file, env: set });
    closeAfter(() => third.stop());
    await until(
      clock,
      async () => {
        await letTimePass(clock);
        return receiver.requests;
      },
      (requests) => requests.length >= 2,
    );
    expect(new Set(receiver.sources)).toEqual(new Set([fixedAddress]));
  });
});
