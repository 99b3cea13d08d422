import { describe, expect, it } from "vitest";
import { attempted, receiverOf, type Setting, until, withServer } from "./setting.ts";

describe("settings of a callback", () => {
  const settingOf = withServer();
  /** The callback's settings as they can be put again, with some changed. */
  const change = async ({ save, callbackId, receiver }: Setting, fields: Record<string, unknown>) =>
    save([{ id: callbackId, url: `${receiver.url}/lead`, ...fields }]);

  it("hold from the answer of Save on: nothing goes to the old URL after it", async () => {
    const setting = await settingOf();
    const elsewhere = await receiverOf();
    const { project, receiver } = setting;
    const lead = await setting.lead();
    let stop = false;
    const load = (async () => {
      while (!stop) await Promise.all([1, 2, 3, 4].map(() => project.report(lead)));
    })();
    await setting.arrived(5);
    await change(setting, { url: `${elsewhere.url}/new`, order: "none" });
    // What had begun before may still arrive; it is over once its answer was stored.
    const underWay = receiver.requests.length + 32;
    await elsewhere.waitFor(20);
    stop = true;
    await load;
    await until(setting.clock, setting.deliveries, (list) =>
      list.every(({ status }) => status === "delivered"),
    );
    const { json } = await setting.api.get(`/api/v1/deliveries?callbackId=${setting.callbackId}&limit=200`);
    expect(json.data.length).toBeGreaterThan(20);
    expect(receiver.requests.length).toBeLessThanOrEqual(underWay);
    const before = receiver.requests.length;
    await project.report(lead);
    await elsewhere.waitFor(elsewhere.requests.length + 1);
    expect(receiver.requests.length).toBe(before);
  });

  it("that are current are used for what is already owed, but for the payload format", async () => {
    const setting = await settingOf({ answer: () => ({ status: 500 }) });
    const elsewhere = await receiverOf();
    await setting.project.report(await setting.lead());
    await attempted(setting, 1);
    const auth = { type: "bearer", token: "a-new-bearer-token" };
    await change(setting, { url: `${elsewhere.url}/new`, auth, payloadFormat: "lead_history" });
    await setting.clock.advance(5_000);
    const delivery = await attempted(setting, 2);
    expect(delivery).toMatchObject({ status: "delivered", payloadFormat: "activity_update" });
    expect(elsewhere.requests).toHaveLength(1);
    expect(elsewhere.requests[0]?.headers.authorization).toBe("Bearer a-new-bearer-token");
    expect(elsewhere.requests[0]?.body).toBe(setting.receiver.requests[0]?.body);
    expect(setting.receiver.requests).toHaveLength(1);
    expect(delivery.attempts.map(({ url }) => url)).toEqual([
      `${setting.receiver.url}/lead`,
      `${elsewhere.url}/new`,
    ]);
  });

  it("by hand: pause keeps what is owed, resume sends it", async () => {
    const setting = await settingOf();
    const { api, project, receiver, callbackId } = setting;
    await api.post(`/api/v1/callbacks/${callbackId}/pause`, { reason: "maintenance" });
    const lead = await setting.lead();
    await project.report(lead);
    await project.report(lead);
    await setting.clock.advance(60_000);
    expect(receiver.requests).toEqual([]);
    expect((await setting.deliveries()).map(({ status, paused }) => [status, paused])).toEqual([
      ["pending", true],
      ["held", true],
    ]);
    await api.post(`/api/v1/callbacks/${callbackId}/resume`, { pending: "send" });
    await setting.arrived(2);
    expect(receiver.requests.map(({ body }) => JSON.parse(body).sequence)).toEqual([1, 2]);
  });

  it("resume can skip what waits, also what was in memory", async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const setting = await settingOf({
      callback: { order: "none" },
      answer: async () => {
        await released;
        return {};
      },
    });
    const { api, project, receiver, callbackId } = setting;
    const lead = await setting.lead();
    // Thirty-two are on their way and eight wait in memory.
    for (let n = 0; n < 40; n += 1) await project.report(lead);
    await setting.arrived(32);
    await api.post(`/api/v1/callbacks/${callbackId}/pause`, {});
    const { json } = await api.post(`/api/v1/callbacks/${callbackId}/resume`, { pending: "skip" });
    expect(json.skipped).toBe(40);
    release();
    const list = await until(
      setting.clock,
      setting.deliveries,
      (all) => all.filter(({ status }) => status === "delivered").length === 32,
    );
    await setting.clock.advance(60_000);
    expect(receiver.requests).toHaveLength(32);
    expect(list.filter(({ status }) => status === "skipped")).toHaveLength(8);
  });

  it("removed with its callback: what it was owed is skipped and stays to be seen", async () => {
    const setting = await settingOf({ answer: () => ({ status: 500 }) });
    await setting.project.report(await setting.lead());
    await attempted(setting, 1);
    await setting.save([]);
    await setting.clock.advance(24 * 3_600_000);
    expect(setting.receiver.requests).toHaveLength(1);
    const delivery = await setting.delivery();
    expect(delivery).toMatchObject({ status: "skipped", attemptsMade: 1 });
    expect((await setting.api.post(`/api/v1/deliveries/${delivery.id}/resend`)).status).toBe(409);
  });
});

describe("resend", () => {
  const settingOf = withServer({ env: { RETRY_SCHEDULE: "1s" } });

  it("sends the same delivery again, its attempts going on", async () => {
    const setting = await settingOf({ answer: (_, n) => ({ status: n <= 2 ? 500 : 200 }) });
    const { api, project, receiver, clock } = setting;
    await project.report(await setting.lead());
    await attempted(setting, 1);
    await clock.advance(1_000);
    const failed = await attempted(setting, 2);
    expect(failed.status).toBe("failed");
    const resent = await api.post(`/api/v1/deliveries/${failed.id}/resend`);
    expect(resent.status).toBe(202);
    expect(resent.json).toMatchObject({ id: failed.id });
    const delivery = await attempted(setting, 3);
    expect(delivery).toMatchObject({ id: failed.id, status: "delivered", attemptsMade: 3 });
    expect(new Set(receiver.requests.map(({ body }) => body)).size).toBe(1);
    expect(receiver.requests.map(({ headers }) => headers["ringback-attempt"])).toEqual(["1", "2", "3"]);
    expect(new Set(receiver.requests.map(({ headers }) => headers["webhook-id"]))).toEqual(
      new Set([failed.id]),
    );
  });

  it("brings forward one that waits, and refuses one that is held", async () => {
    const setting = await settingOf({ answer: (_, n) => ({ status: n === 1 ? 500 : 200 }) });
    const { api, project } = setting;
    const lead = await setting.lead();
    await project.report(lead);
    await until(setting.clock, setting.deliveries, ([first]) => first?.lastStatusCode === 500);
    await project.report(lead);
    const [first, held] = await setting.deliveries();
    const refused = await api.post(`/api/v1/deliveries/${held?.id}/resend`);
    expect([refused.status, refused.json.detail]).toEqual([
      409,
      "It waits behind an earlier update of the same lead: resend that one",
    ]);
    expect((await api.post(`/api/v1/deliveries/${first?.id}/resend`)).status).toBe(202);
    // No time has passed.
    await setting.arrived(3);
    await until(setting.clock, setting.deliveries, (list) =>
      list.every(({ status }) => status === "delivered"),
    );
  });
});
