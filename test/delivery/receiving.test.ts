import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { attempted, until, withServer } from "./setting.ts";

const header = (request: { headers: Record<string, unknown> } | undefined, name: string): string =>
  String(request?.headers[name]);

describe("what a receiver gets", () => {
  const settingOf = withServer();

  it("is signed as the independent package expects, at each attempt, with the same bytes", async () => {
    const setting = await settingOf({ answer: (_, n) => ({ status: n < 3 ? 500 : 204 }) });
    const { api, project, receiver, clock, callbackId } = setting;
    const lead = await setting.lead();
    await project.report(lead, {
      disposition: "Interested",
      summary: "नमस्ते \u2028 “quoted”",
      result: { a: 1.5 },
    });
    await attempted(setting, 1);
    await clock.advance(5_000);
    await attempted(setting, 2);
    await clock.advance(5 * 60_000);
    const delivery = await attempted(setting, 3);
    expect(delivery).toMatchObject({ status: "delivered", attemptsMade: 3, lastStatusCode: 204, hint: null });

    const { secret } = (await api.get(`/api/v1/callbacks/${callbackId}/secret`)).json;
    const webhook = new Webhook(secret);
    const [first] = receiver.requests;
    expect(receiver.requests).toHaveLength(3);
    for (const [index, request] of receiver.requests.entries()) {
      expect(request.method).toBe("POST");
      expect(request.body).toBe(first?.body);
      expect(header(request, "webhook-id")).toBe(delivery.id);
      expect(header(request, "ringback-attempt")).toBe(`${index + 1}`);
      expect(header(request, "content-type")).toBe("application/json");
      expect(header(request, "user-agent")).toMatch(/^Ringback\/\d/);
      const signed = {
        "webhook-id": header(request, "webhook-id"),
        "webhook-signature": header(request, "webhook-signature"),
      };
      // The package refuses what is older than five minutes, and the test's clock stands elsewhere: so the
      // signature alone is compared.
      const at = new Date(Number(header(request, "webhook-timestamp")) * 1000);
      expect(webhook.sign(signed["webhook-id"], at, request.body)).toBe(signed["webhook-signature"]);
    }
    const times = receiver.requests.map((request) => Number(header(request, "webhook-timestamp")));
    expect(times.map((time) => time - (times[0] ?? 0))).toEqual([0, 5, 305]);
    expect(delivery.body).toBe(first?.body);
  });

  it("is accepted by the independent package's verify, with both secrets while one is rotated", async () => {
    // The real time, which `verify` looks at.
    const setting = await settingOf();
    await setting.clock.advance(Date.now() - setting.clock.now());
    const { api, project, callbackId } = setting;
    const before = (await api.get(`/api/v1/callbacks/${callbackId}/secret`)).json.secret;
    const rotated = (await api.post(`/api/v1/callbacks/${callbackId}/secret/rotate`, {})).json.secret;
    expect(rotated).not.toBe(before);
    await project.report(await setting.lead());
    const [request] = await setting.arrived(1);
    if (request === undefined) throw new Error("nothing arrived");
    const headers = Object.fromEntries(
      ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => [name, header(request, name)]),
    );
    for (const secret of [before, rotated]) {
      expect(new Webhook(secret).verify(request.body, headers)).toMatchObject({ action_type: "update" });
    }
    expect(() => new Webhook(before).verify(`${request.body} `, headers)).toThrow();
  });

  it.each([
    [{ type: "bearer", token: "a-long-bearer-token" }, "authorization", "Bearer a-long-bearer-token"],
    [{ type: "header", key: "X-API-Key", value: "k-123456789012" }, "x-api-key", "k-123456789012"],
  ])("carries the callback's own authentication and shows it masked: %j", async (auth, name, value) => {
    const setting = await settingOf({ callback: { auth } });
    await setting.project.report(await setting.lead());
    const [request] = await setting.arrived(1);
    expect(header(request, name)).toBe(value);
    const delivery = await attempted(setting, 1);
    expect(JSON.stringify(delivery)).not.toContain(value.replace("Bearer ", ""));
    expect(JSON.stringify(delivery.attempts[0]).toLowerCase()).toContain(`"${name}":`);
  });

  it("tells an update's outcome before the activity that it made", async () => {
    const setting = await settingOf({ answer: (_, n) => ({ status: n === 1 ? 500 : 200 }) });
    const { api, clock } = setting;
    const leadId = await setting.lead();
    const update = { leadId, targetState: "interested", metadata: { city: "Pune" }, userId: "u1" };
    const { json } = await api.post("/api/v1/leads/update", update);
    expect(json).toEqual({ success: true, message: "Lead update initiated", updateId: json.updateId });
    await until(clock, setting.deliveries, ([outcome]) => outcome?.lastStatusCode === 500);
    expect((await setting.deliveries()).map(({ kind, status }) => [kind, status])).toEqual([
      ["update_outcome", "pending"],
      ["activity", "held"],
    ]);
    await clock.advance(5_000);
    const [, outcome, activity] = (await setting.arrived(3)).map(({ body }) => JSON.parse(body));
    expect(outcome).toMatchObject({
      updateId: json.updateId,
      success: true,
      error: null,
      data: { city: "Pune" },
    });
    expect(activity.activity).toMatchObject({
      type: "update",
      toState: "interested",
      result: { updateId: json.updateId, userId: "u1" },
    });
  });

  it("tells that an update was not done during a call, and does it after", async () => {
    const setting = await settingOf();
    const { api, project } = setting;
    const leadId = await setting.lead();
    await project.report(leadId, { callStatus: "in-progress", providerCallId: "CA1" });
    const refused = await api.post("/api/v1/leads/update", { leadId, targetState: "interested" });
    expect(refused.status).toBe(200);
    const [request] = await setting.arrived(1);
    expect(JSON.parse(request?.body ?? "")).toMatchObject({
      updateId: refused.json.updateId,
      success: false,
      error: "Lead update is not allowed while a call is in progress for this lead",
      data: null,
    });
    expect((await api.get(`/api/v1/leads/get?leadId=${leadId}`)).json.data.currentState).toBe(
      "make_first_call",
    );
    await project.report(leadId, { providerCallId: "CA1" });
    await api.post("/api/v1/leads/update", { leadId, targetState: "interested" });
    const bodies = (await setting.arrived(4)).map(({ body }) => JSON.parse(body));
    expect(bodies[2]).toMatchObject({ success: true });
    expect(bodies[3].activity.toState).toBe("interested");
  });

  it("is told that a forgotten call was ended by the watchdog", async () => {
    const setting = await settingOf();
    const { project, receiver, clock, api } = setting;
    const leadId = await setting.lead();
    await project.report(leadId, { callStatus: "in-progress", providerCallId: "CA1" });
    await clock.advance(2 * 3_600_000 - 10_000);
    expect(receiver.requests).toEqual([]);
    await until(
      clock,
      async () => {
        await clock.advance(10_000);
        return receiver.requests.length;
      },
      (arrived) => arrived > 0,
    );
    expect(JSON.parse(receiver.requests[0]?.body ?? "")).toMatchObject({
      triggers: ["call.completed", "activity.latest_changed"],
      activity: { status: "failed", result: { providerCallId: "CA1", connected: false, status: "failed" } },
    });
    const update = await api.post("/api/v1/leads/update", { leadId, targetState: "interested" });
    const outcome = await until(
      clock,
      async () => receiver.requests.find(({ body }) => body.includes(update.json.updateId)),
      (found) => found !== undefined,
    );
    expect(JSON.parse(outcome?.body ?? "")).toMatchObject({ success: true });
  });
});
