import { Retell } from "retell-sdk";
import twilio from "twilio";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formOf, retellCall, twilioCall, vapiReport } from "../fakes/provider-webhooks.ts";
import type { Fields } from "../support/api.ts";
import { Inbound, newCall, result } from "../support/inbound.ts";
import { expectProblem } from "../support/problem.ts";
import { nextPhone } from "../support/project.ts";

let inbound: Inbound;
beforeAll(async () => {
  inbound = await Inbound.start();
});
afterAll(() => inbound.server.stop());

describe("signatures", () => {
  const auth = "a-twilio-auth-token-of-32-letters";
  const apiKey = "key_0123456789abcdef";
  let signed: Fields;
  let signedToken: string;
  const at = (provider: string) => inbound.pathOf(provider, `token=${signedToken}`, signed.id);
  beforeAll(async () => {
    signed = await inbound.project.process({ name: "Signed" });
    signedToken = await inbound.project.token("report", signed.id);
    const secrets = {
      twilio: { secret: auth },
      retell: { secret: apiKey },
      vapi: { secret: "a shared secret" },
    };
    expect((await inbound.save(secrets, signed.id)).status).toBe(200);
  });

  it("are asked of Twilio, over the public URL or the one that a trusted proxy was asked for", async () => {
    const lead = await inbound.project.lead(signed.id);
    const call = () => twilioCall({ CallSid: newCall(), To: lead.phone });
    const answer = (origin: string, headers = {}) => {
      const fields = call();
      const signature = twilio.getExpectedTwilioSignature(auth, `${origin}${at("twilio")}`, fields);
      return inbound.sendForm(fields, { "x-twilio-signature": signature, ...headers }, at("twilio"));
    };
    expect(result(await answer("https://calls.example.com"))).toEqual([200, "recorded"]);
    const proxied = { "x-forwarded-proto": "https", "x-forwarded-host": "voice.example.org" };
    expect(result(await answer("https://voice.example.org", proxied))).toEqual([200, "recorded"]);
    expect((await answer("https://voice.example.org")).status).toBe(401);
    expect((await inbound.sendForm(call(), {}, at("twilio"))).status).toBe(401);
    expect(await inbound.activitiesOf(lead._id)).toHaveLength(2);
  });

  it("are asked of Retell, no older than five minutes", async () => {
    const lead = await inbound.project.lead(signed.id);
    const raw = JSON.stringify(retellCall("call_analyzed", { call_id: newCall(), to_number: lead.phone }));
    const headers = {
      "x-retell-signature": await Retell.sign(raw, apiKey),
      "content-type": "application/json",
    };
    const ask = (body: string) => inbound.server.api().call("POST", at("retell"), { raw: body, headers });
    expect((await ask(`${raw} `)).status).toBe(401);
    expect(result(await ask(raw))).toEqual([200, "recorded"]);
    await inbound.clock.advance(6 * 60_000);
    expect((await ask(raw)).status).toBe(401);
  });

  it("are a shared secret of Vapi's, in either header", async () => {
    const lead = await inbound.project.lead(signed.id);
    const ask = (headers: Record<string, string>) =>
      inbound.send(
        "vapi",
        vapiReport({ customer: { number: lead.phone } }, { id: newCall() }),
        headers,
        at("vapi"),
      );
    expect(result(await ask({ "x-vapi-secret": "a shared secret" }))).toEqual([200, "recorded"]);
    expect((await ask({ "x-vapi-secret": "another" })).status).toBe(401);
    expect((await ask({})).status).toBe(401);
    await inbound.save({ vapi: { secret: "shared-secret" } }, signed.id);
    expect(result(await ask({ authorization: "Bearer shared-secret" }))).toEqual([200, "recorded"]);
  });

  it("are set and never told, stay where they are left out, and go with null", async () => {
    const read = async () => (await inbound.project.api.get(`/api/v1/processes/${signed.id}`)).json;
    const { voiceProviders } = await read();
    expect(voiceProviders).toMatchObject({
      twilio: { secret: { set: true, last4: "ters" }, createLeads: false, outcomes: {} },
      bolna: { secret: null, createLeads: false, outcomes: {} },
    });
    await inbound.save(voiceProviders as Record<string, unknown>, signed.id);
    await inbound.save({ twilio: { outcomes: { busy: "No Answer" } } }, signed.id);
    expect((await read()).voiceProviders).toMatchObject({
      twilio: { secret: { set: true }, outcomes: { busy: "No Answer" } },
      retell: { secret: { set: true } },
    });
    const copy = (await inbound.project.api.post(`/api/v1/processes/${signed.id}/duplicate`)).json;
    expect(copy.voiceProviders).toEqual((await read()).voiceProviders);
    await inbound.save({ twilio: { secret: null } }, signed.id);
    expect((await read()).voiceProviders).toMatchObject({ twilio: { secret: null } });
  });

  it.each<[string, unknown, string]>([
    ["bolna", { secret: "nothing is signed" }, "voiceProviders.bolna.secret"],
    ["twilio", { secret: "short" }, "voiceProviders.twilio.secret"],
    ["twilio", { outcomes: { busy: "Nobody" } }, "voiceProviders.twilio.outcomes.busy"],
    ["twilio", { extra: true }, "voiceProviders.twilio"],
    ["plivo", {}, "voiceProviders"],
  ])("and outcomes are checked: %s %j", async (provider, settings, path) => {
    const answer = await inbound.save({ [provider]: settings }, signed.id);
    expect(answer.status).toBe(400);
    expect(answer.json.errors.map((error) => error.path)).toEqual([path]);
  });
});

describe("outcomes", () => {
  it("are mapped to dispositions, which cannot go while they are", async () => {
    const own = await inbound.project.process({ name: "Mapped" });
    const ownToken = await inbound.project.token("report", own.id);
    const outcomes = { Interested: "Interested", busy: "No Answer" };
    expect((await inbound.save({ retell: { outcomes } }, own.id)).status).toBe(200);
    const lead = await inbound.project.lead(own.id);
    const body = retellCall("call_analyzed", { call_id: newCall(), to_number: lead.phone });
    const { json } = await inbound.send(
      "retell",
      body,
      {},
      inbound.pathOf("retell", `token=${ownToken}`, own.id),
    );
    expect(json.data).toMatchObject({ disposition: "Interested", toState: "interested" });
    const dispositions = [{ name: "Interested", type: "success" }];
    const { revision } = (await inbound.project.api.get(`/api/v1/processes/${own.id}`)).json;
    const patch = (more: Record<string, unknown>) =>
      inbound.project.api.patch(
        `/api/v1/processes/${own.id}`,
        { dispositions, ...more },
        { "if-match": `"${revision}"` },
      );
    const message = '"No Answer" is still chosen in Voice providers, Retell: remove it there first';
    expect((await patch({})).json.errors).toEqual([{ path: "dispositions", message }]);
    expect((await patch({ voiceProviders: { retell: { outcomes: { x: "Interested" } } } })).status).toBe(200);
  });
});

describe("the tester", () => {
  const test = (provider: string, body: unknown) =>
    inbound.project.api.post(`/api/v1/processes/${inbound.processId}/inbound/${provider}/test`, body);

  it("shows what a sample would be made to, and stores nothing", async () => {
    const lead = await inbound.project.lead(inbound.processId, { name: "Meera Iyer" });
    const sample = JSON.stringify(retellCall("call_analyzed", { call_id: "t1", to_number: lead.phone }));
    const outcomes = { successful: "Call Back Later", interested: "Interested" };
    const { status, json } = await test("retell", { sample, outcomes });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      event: "ended",
      outcome: "interested",
      outcomes: ["interested", "successful", "user_hangup", "completed"],
      lead: { found: "phone", id: lead._id, name: "Meera Iyer" },
      activity: { callStatus: "completed", disposition: "Interested", endedAt: "2026-01-12T04:55:19.000Z" },
    });
    expect(await inbound.activitiesOf(lead._id)).toEqual([]);
    expect(result(await inbound.send("retell", JSON.parse(sample)))).toEqual([200, "recorded"]);
  });

  it("takes Twilio's form, says who is not known, and what is wrong", async () => {
    const sample = formOf(twilioCall({ To: nextPhone(), CallStatus: "busy" }));
    expect((await test("twilio", { sample })).json).toMatchObject({
      event: "ended",
      lead: { found: "unknown" },
    });
    expect((await test("twilio", { sample, createLeads: true })).json).toMatchObject({
      lead: { found: "new" },
    });
    const ringing = formOf(twilioCall({ CallStatus: "ringing" }));
    expect((await test("twilio", { sample: ringing })).json).toMatchObject({
      event: "ignored",
      activity: null,
    });
    const wrong = await test("vapi", { sample: '{"a": ' });
    expect(wrong.json.errors.map(({ path }) => path)).toEqual(["sample"]);
    expectProblem(
      await test("vapi", { sample: "{}" }),
      400,
      "sample: is no webhook of this provider: message.type is required",
      { errors: [expect.objectContaining({ path: "sample" })] },
    );
  });
});
