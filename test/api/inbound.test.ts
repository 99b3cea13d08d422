import { Retell } from "retell-sdk";
import twilio from "twilio";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { FakeClock } from "../fakes/clock.ts";
import {
  bolnaExecution,
  formOf,
  retellCall,
  twilioCall,
  vapiReport,
  vapiStatus,
} from "../fakes/provider-webhooks.ts";
import type { Answer, Fields } from "../support/api.ts";
import { expectProblem } from "../support/problem.ts";
import { nextPhone, type TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const clock = new FakeClock(Date.now());
const env = { PUBLIC_URL: "https://calls.example.com", TRUST_PROXY: "on" };
let server: TestServer;
let project: TestProject;
let token: string;
let process: Fields;
beforeAll(async () => {
  server = await startTestServer({ clock, env });
  project = await server.project();
  process = await project.process();
  token = await project.token("report", process.id);
});
afterAll(() => server.stop());

let calls = 0;
/** An id of a call that no test has used before. */
const newCall = (): string => {
  calls += 1;
  return `call-${calls}`;
};
const pathOf = (provider: string, query = `token=${token}`, processId = process.id) =>
  `/api/v1/inbound/${provider}/${processId}?${query}`;
const send = (
  provider: string,
  body: unknown,
  headers: Record<string, string> = {},
  path = pathOf(provider),
) => server.api().call("POST", path, { body, headers });
const form = { "content-type": "application/x-www-form-urlencoded; charset=UTF-8" };
const sendForm = (
  fields: Record<string, string>,
  headers: Record<string, string> = {},
  path = pathOf("twilio"),
): Promise<Answer> =>
  server.api().call("POST", path, { raw: formOf(fields), headers: { ...form, ...headers } });
const activitiesOf = async (leadId: string): Promise<Fields[]> =>
  (await project.api.get(`/api/v1/activities?leadId=${leadId}`)).json.data;
const leadOf = async (leadId: string): Promise<Fields> =>
  (await project.api.get(`/api/v1/leads/get?leadId=${leadId}`)).json.data;
const result = ({ status, json }: Answer) => [status, json.result];

async function save(voiceProviders: Record<string, unknown>, of = process.id): Promise<Answer> {
  const { revision } = (await project.api.get(`/api/v1/processes/${of}`)).json;
  return project.api.patch(`/api/v1/processes/${of}`, { voiceProviders }, { "if-match": `"${revision}"` });
}

describe("each provider's call", () => {
  const events: Record<string, (id: string, phone: string) => [unknown, string][]> = {
    vapi: (id, number) => [
      [vapiStatus("in-progress", { customer: { number } }, { id }), "recorded"],
      [vapiStatus("ended", { customer: { number }, endedReason: "customer-ended-call" }, { id }), "held"],
      [vapiReport({ customer: { number } }, { id }), "recorded"],
    ],
    retell: (call_id, to_number) => [
      [retellCall("call_started", { call_id, to_number }), "recorded"],
      [retellCall("call_ended", { call_id, to_number }), "held"],
      [retellCall("call_analyzed", { call_id, to_number }), "recorded"],
    ],
    bolna: (id, to_number) =>
      [
        ["ringing", "ignored"],
        ["in-progress", "recorded"],
        ["call-disconnected", "held"],
        ["completed", "recorded"],
      ].map(([status = "", came = ""]) => {
        const { telephony_data, ...rest } = bolnaExecution(status, { id });
        return [{ ...rest, telephony_data: { ...telephony_data, to_number } }, came];
      }),
  };

  it.each(Object.keys(events))(
    "%s: found by its number, begun and ended once, duplicates told so",
    async (provider) => {
      const lead = await project.lead(process.id);
      const id = newCall();
      for (const [body, came] of events[provider]?.(id, lead.phone) ?? []) {
        expect(result(await send(provider, body))).toEqual([200, came]);
        const again = result(await send(provider, body));
        expect(again).toEqual([200, came === "held" ? "held" : "ignored"]);
      }
      const [ended, begun, ...more] = await activitiesOf(lead._id);
      expect(more).toEqual([]);
      expect(begun).toMatchObject({
        type: "call",
        callStatus: "in-progress",
        providerCallId: id,
        triggers: [],
      });
      expect(ended).toMatchObject({
        callStatus: "completed",
        connected: true,
        direction: "outbound",
        summary: "Asha asked for the brochure.",
        providerCallId: id,
        disposition: null,
        triggers: ["call.completed", "activity.latest_changed"],
        result: { provider, outcomes: expect.arrayContaining(["interested"]) },
      });
      expect(ended?.transcript).toHaveLength(2);
      expect((await leadOf(lead._id)).onCall).toBe(false);
    },
  );

  it("Twilio: forms, in whatever order", async () => {
    const lead = await project.lead(process.id);
    const CallSid = newCall();
    const event = (CallStatus: string, SequenceNumber: string) =>
      sendForm(twilioCall({ CallSid, To: lead.phone, CallStatus, SequenceNumber }));
    expect(result(await event("initiated", "0"))).toEqual([200, "ignored"]);
    expect(result(await event("completed", "3"))).toEqual([200, "recorded"]);
    expect(result(await event("ringing", "1"))).toEqual([200, "ignored"]);
    expect(result(await event("in-progress", "2"))).toEqual([200, "ignored"]);
    expect(result(await event("completed", "3"))).toEqual([200, "ignored"]);
    expect((await activitiesOf(lead._id)).map(({ callStatus }) => callStatus)).toEqual(["completed"]);
    expect((await leadOf(lead._id)).onCall).toBe(false);
  });

  it("all events at once make one ended activity", async () => {
    const lead = await project.lead(process.id);
    const call = { call_id: newCall(), metadata: { leadId: lead._id } };
    const bodies = ["call_ended", "call_analyzed", "call_analyzed", "call_started", "call_analyzed"];
    const answers = await Promise.all(bodies.map((event) => send("retell", retellCall(event, call))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const made = await activitiesOf(lead._id);
    expect(made.filter(({ callStatus }) => callStatus === "completed")).toHaveLength(1);
  });

  it("finds its lead by what the webhook or its URL names, before any number", async () => {
    const [named, referred, numbered] = [
      await project.lead(process.id),
      await project.lead(process.id, { referenceId: "VOICE-1" }),
      await project.lead(process.id),
    ];
    const to_number = numbered?.phone;
    const ended = (fields: Record<string, unknown>, query = "") =>
      send(
        "retell",
        retellCall("call_analyzed", { call_id: newCall(), to_number, ...fields }),
        {},
        pathOf("retell", `token=${token}${query}`),
      );
    const leads = [
      await ended({ metadata: { leadId: named?._id } }),
      await ended({ metadata: { referenceId: "VOICE-1" } }),
      await ended({}, `&leadId=${named?._id}`),
      await ended({ metadata: { leadId: named?._id } }, "&referenceId=VOICE-1"),
      await ended({ metadata: { leadId: "unknown" } }),
    ].map(({ json }) => json.data.leadId);
    expect(leads).toEqual([named?._id, referred?._id, named?._id, referred?._id, numbered?._id]);
  });
});

describe("who may send", () => {
  const body = () => retellCall("call_analyzed", { call_id: newCall() });
  const asked = (query: string, headers = {}) => send("retell", body(), headers, pathOf("retell", query));

  it("asks for a token of the process that can only report", async () => {
    const elsewhere = await project.token("report", (await project.process()).id);
    expect((await asked("")).status).toBe(401);
    expect((await asked("token=rb_live_wrong")).status).toBe(401);
    expect((await asked(`token=${token}&token=${token}`)).status).toBe(401);
    expect((await asked(`token=${project.tokens.read}`)).status).toBe(403);
    expectProblem(
      await asked(`token=${project.tokens.manage}`),
      403,
      "A token in a URL must be one that can only report: make one for the process",
    );
    expectProblem(await asked(`token=${elsewhere}`), 404, "Process not found");
    const header = { authorization: `Bearer ${token}` };
    expect(result(await send("retell", retellCall("other"), header, pathOf("retell", "")))).toEqual([
      200,
      "ignored",
    ]);
  });

  it("knows no other provider, and no other body than it sends", async () => {
    expectProblem(await send("plivo", {}, {}, pathOf("plivo")), 404, "Voice provider not found");
    expectProblem(await send("retell", {}), 400, "event: is required", {
      errors: [{ path: "event", message: "is required" }],
    });
    expect((await send("retell", [])).status).toBe(400);
    const elsewhere = await project.api.call("POST", "/api/v1/activities", { raw: "a=b", headers: form });
    expect(elsewhere.status).toBe(415);
    const fields = Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [`f${n}`, "x"]));
    expectProblem(await sendForm(fields), 400, "The form has more than 1000 fields");
    expectProblem(await sendForm({ CallSid: "a\0b" }), 400, "A text must not hold the character NUL");
  });
});

describe("signatures", () => {
  const auth = "a-twilio-auth-token-of-32-letters";
  const apiKey = "key_0123456789abcdef";
  let signed: Fields;
  let signedToken: string;
  const at = (provider: string) => pathOf(provider, `token=${signedToken}`, signed.id);
  beforeAll(async () => {
    signed = await project.process({ name: "Signed" });
    signedToken = await project.token("report", signed.id);
    const secrets = {
      twilio: { secret: auth },
      retell: { secret: apiKey },
      vapi: { secret: "a shared secret" },
    };
    expect((await save(secrets, signed.id)).status).toBe(200);
  });

  it("are asked of Twilio, over the public URL or the one that a trusted proxy was asked for", async () => {
    const lead = await project.lead(signed.id);
    const call = () => twilioCall({ CallSid: newCall(), To: lead.phone });
    const answer = (origin: string, headers = {}) => {
      const fields = call();
      const signature = twilio.getExpectedTwilioSignature(auth, `${origin}${at("twilio")}`, fields);
      return sendForm(fields, { "x-twilio-signature": signature, ...headers }, at("twilio"));
    };
    expect(result(await answer("https://calls.example.com"))).toEqual([200, "recorded"]);
    const proxied = { "x-forwarded-proto": "https", "x-forwarded-host": "voice.example.org" };
    expect(result(await answer("https://voice.example.org", proxied))).toEqual([200, "recorded"]);
    expect((await answer("https://voice.example.org")).status).toBe(401);
    expect((await sendForm(call(), {}, at("twilio"))).status).toBe(401);
    expect(await activitiesOf(lead._id)).toHaveLength(2);
  });

  it("are asked of Retell, no older than five minutes", async () => {
    const lead = await project.lead(signed.id);
    const raw = JSON.stringify(retellCall("call_analyzed", { call_id: newCall(), to_number: lead.phone }));
    const headers = {
      "x-retell-signature": await Retell.sign(raw, apiKey),
      "content-type": "application/json",
    };
    const ask = (body: string) => server.api().call("POST", at("retell"), { raw: body, headers });
    expect((await ask(`${raw} `)).status).toBe(401);
    expect(result(await ask(raw))).toEqual([200, "recorded"]);
    await clock.advance(6 * 60_000);
    expect((await ask(raw)).status).toBe(401);
  });

  it("are a shared secret of Vapi's, in either header", async () => {
    const lead = await project.lead(signed.id);
    const ask = (headers: Record<string, string>) =>
      send("vapi", vapiReport({ customer: { number: lead.phone } }, { id: newCall() }), headers, at("vapi"));
    expect(result(await ask({ "x-vapi-secret": "a shared secret" }))).toEqual([200, "recorded"]);
    expect((await ask({ "x-vapi-secret": "another" })).status).toBe(401);
    expect((await ask({})).status).toBe(401);
    await save({ vapi: { secret: "shared-secret" } }, signed.id);
    expect(result(await ask({ authorization: "Bearer shared-secret" }))).toEqual([200, "recorded"]);
  });

  it("are set and never told, stay where they are left out, and go with null", async () => {
    const read = async () => (await project.api.get(`/api/v1/processes/${signed.id}`)).json;
    const { voiceProviders } = await read();
    expect(voiceProviders).toMatchObject({
      twilio: { secret: { set: true, last4: "ters" }, createLeads: false, outcomes: {} },
      bolna: { secret: null, createLeads: false, outcomes: {} },
    });
    await save(voiceProviders as Record<string, unknown>, signed.id);
    await save({ twilio: { outcomes: { busy: "No Answer" } } }, signed.id);
    expect((await read()).voiceProviders).toMatchObject({
      twilio: { secret: { set: true }, outcomes: { busy: "No Answer" } },
      retell: { secret: { set: true } },
    });
    const copy = (await project.api.post(`/api/v1/processes/${signed.id}/duplicate`)).json;
    expect(copy.voiceProviders).toEqual((await read()).voiceProviders);
    await save({ twilio: { secret: null } }, signed.id);
    expect((await read()).voiceProviders).toMatchObject({ twilio: { secret: null } });
  });

  it.each<[string, unknown, string]>([
    ["bolna", { secret: "nothing is signed" }, "voiceProviders.bolna.secret"],
    ["twilio", { secret: "short" }, "voiceProviders.twilio.secret"],
    ["twilio", { outcomes: { busy: "Nobody" } }, "voiceProviders.twilio.outcomes.busy"],
    ["twilio", { extra: true }, "voiceProviders.twilio"],
    ["plivo", {}, "voiceProviders"],
  ])("and outcomes are checked: %s %j", async (provider, settings, path) => {
    const answer = await save({ [provider]: settings }, signed.id);
    expect(answer.status).toBe(400);
    expect(answer.json.errors.map((error) => error.path)).toEqual([path]);
  });
});

describe("outcomes", () => {
  it("are mapped to dispositions, which cannot go while they are", async () => {
    const own = await project.process({ name: "Mapped" });
    const ownToken = await project.token("report", own.id);
    const outcomes = { Interested: "Interested", busy: "No Answer" };
    expect((await save({ retell: { outcomes } }, own.id)).status).toBe(200);
    const lead = await project.lead(own.id);
    const body = retellCall("call_analyzed", { call_id: newCall(), to_number: lead.phone });
    const { json } = await send("retell", body, {}, pathOf("retell", `token=${ownToken}`, own.id));
    expect(json.data).toMatchObject({ disposition: "Interested", toState: "interested" });
    const dispositions = [{ name: "Interested", type: "success" }];
    const { revision } = (await project.api.get(`/api/v1/processes/${own.id}`)).json;
    const patch = (more: Record<string, unknown>) =>
      project.api.patch(
        `/api/v1/processes/${own.id}`,
        { dispositions, ...more },
        { "if-match": `"${revision}"` },
      );
    const message = '"No Answer" is still chosen in Voice providers, Retell: remove it there first';
    expect((await patch({})).json.errors).toEqual([{ path: "dispositions", message }]);
    expect((await patch({ voiceProviders: { retell: { outcomes: { x: "Interested" } } } })).status).toBe(200);
  });
});

describe("a number that nobody knows", () => {
  const unknown = (to_number: string, more = {}) =>
    retellCall("call_ended", { call_id: newCall(), to_number, ...more });

  it("is refused so that the provider's log shows it, or makes a lead where the process allows it", async () => {
    const own = await project.process({ name: "Open" });
    const path = pathOf("retell", `token=${await project.token("report", own.id)}`, own.id);
    const refused = await send("retell", unknown(nextPhone()), {}, path);
    expect(refused.status).toBe(404);
    expect(refused.json.detail).toContain("There is no lead for this call");
    await save({ retell: { createLeads: true } }, own.id);
    const from_number = nextPhone();
    const call_id = newCall();
    const incoming = (event: string) =>
      retellCall(event, { call_id, direction: "inbound", from_number, to_number: "+911140000000" });
    const began = await send("retell", incoming("call_started"), {}, path);
    const lead = await leadOf(began.json.data.leadId);
    expect(lead).toMatchObject({
      phone: from_number,
      name: "Asha Verma",
      processId: own.id,
      currentState: "make_first_call",
      incoming: true,
      onCall: true,
    });
    expect(result(await send("retell", incoming("call_analyzed"), {}, path))).toEqual([200, "recorded"]);
    expect(await activitiesOf(lead._id)).toHaveLength(2);
    // All at once: one lead.
    const phone = nextPhone();
    const many = await Promise.all(
      Array.from({ length: 6 }, () =>
        send("retell", retellCall("call_analyzed", { call_id: newCall(), to_number: phone }), {}, path),
      ),
    );
    expect(new Set(many.map(({ json }) => json.data?.leadId)).size).toBe(1);
    // Of another process, and none at all.
    const other = await project.lead(process.id);
    expect((await send("retell", unknown(other.phone), {}, path)).json.detail).toContain("another process");
    expect((await send("retell", unknown("anonymous"), {}, path)).json.detail).toContain("shows no number");
    expect(await activitiesOf(other._id)).toEqual([]);
  });

  it("is no other project's", async () => {
    const other = await server.project("Other");
    const theirs = await other.lead((await other.process()).id, { referenceId: "THEIRS" });
    const hints = { metadata: { leadId: theirs._id, referenceId: "THEIRS" } };
    expect((await send("retell", unknown(theirs.phone, hints))).status).toBe(404);
    expect((await other.api.get(`/api/v1/activities?leadId=${theirs._id}`)).json.data).toEqual([]);
  });
});

describe("what was begun", () => {
  it("goes on after a restart, and is closed by the watchdog where no report comes", async () => {
    const own = new FakeClock(Date.now());
    const first = await startTestServer({ clock: own, env: { CALL_REPORT_LIMIT: "10m" } });
    const there = await first.project();
    const { id } = await there.process();
    const [kept, closed, silent] = [await there.lead(id), await there.lead(id), await there.lead(id)];
    const report = await there.token("report", id);
    const path = `/api/v1/inbound/retell/${id}?token=${report}`;
    const body = (lead: Fields | undefined, event: string) =>
      retellCall(event, {
        call_id: `of ${lead?._id}`,
        metadata: { leadId: lead?._id },
        start_timestamp: own.now(),
      });
    await first.api().post(path, body(kept, "call_started"));
    await first.api().post(path, body(kept, "call_ended"));
    await first.api().post(path, body(closed, "call_ended"));
    await first.api().post(path, body(silent, "call_started"));
    await first.stop({ keep: true });

    const second = await startTestServer({ clock: own, file: first.file, env: { CALL_REPORT_LIMIT: "10m" } });
    const api = second.api(there.tokens.manage);
    const made = async (lead: Fields | undefined) =>
      (await api.get(`/api/v1/activities?leadId=${lead?._id}`)).json.data;
    expect(result(await second.api().post(path, body(kept, "call_started")))).toEqual([200, "ignored"]);
    expect(result(await second.api().post(path, body(kept, "call_analyzed")))).toEqual([200, "recorded"]);
    expect(result(await second.api().post(path, body(kept, "call_analyzed")))).toEqual([200, "ignored"]);
    expect(await made(kept)).toHaveLength(2);
    expect(await made(closed)).toEqual([]);
    await own.advance(10 * 60_000);
    await vi.waitFor(async () => {
      await own.advance(10_000);
      expect(await made(closed)).toMatchObject([
        { callStatus: "completed", summary: expect.stringContaining("closed by the watchdog") },
      ]);
    }, 10_000);
    expect(result(await second.api().post(path, body(closed, "call_analyzed")))).toEqual([200, "recorded"]);
    expect((await made(closed)).map(({ type }) => type)).toEqual(["note", "call"]);
    expect(await made(silent)).toHaveLength(1);
    await own.advance(2 * 3_600_000);
    await vi.waitFor(async () => {
      await own.advance(10_000);
      expect(await made(silent)).toHaveLength(2);
    }, 10_000);
    await own.advance(60_000);
    expect((await made(silent)).map(({ callStatus }) => callStatus)).toEqual(["failed", "in-progress"]);
    await second.stop();
  }, 60_000);
});

describe("the tester", () => {
  const test = (provider: string, body: unknown) =>
    project.api.post(`/api/v1/processes/${process.id}/inbound/${provider}/test`, body);

  it("shows what a sample would be made to, and stores nothing", async () => {
    const lead = await project.lead(process.id, { name: "Meera Iyer" });
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
    expect(await activitiesOf(lead._id)).toEqual([]);
    expect(result(await send("retell", JSON.parse(sample)))).toEqual([200, "recorded"]);
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
