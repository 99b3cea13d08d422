import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { FakeClock } from "../fakes/clock.ts";
import {
  bolnaExecution,
  retellCall,
  twilioCall,
  vapiReport,
  vapiStatus,
} from "../fakes/provider-webhooks.ts";
import type { Fields } from "../support/api.ts";
import { formType, Inbound, newCall, result } from "../support/inbound.ts";
import { expectProblem } from "../support/problem.ts";
import { nextPhone } from "../support/project.ts";
import { startTestServer } from "../support/server.ts";

let inbound: Inbound;
beforeAll(async () => {
  inbound = await Inbound.start();
});
afterAll(() => inbound.server.stop());

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
      const lead = await inbound.project.lead(inbound.processId);
      const id = newCall();
      for (const [body, came] of events[provider]?.(id, lead.phone) ?? []) {
        expect(result(await inbound.send(provider, body))).toEqual([200, came]);
        const again = result(await inbound.send(provider, body));
        expect(again).toEqual([200, came === "held" ? "held" : "ignored"]);
      }
      const [ended, begun, ...more] = await inbound.activitiesOf(lead._id);
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
      expect((await inbound.leadOf(lead._id)).onCall).toBe(false);
    },
  );

  it("Twilio: forms, in whatever order", async () => {
    const lead = await inbound.project.lead(inbound.processId);
    const CallSid = newCall();
    const event = (CallStatus: string, SequenceNumber: string) =>
      inbound.sendForm(twilioCall({ CallSid, To: lead.phone, CallStatus, SequenceNumber }));
    expect(result(await event("initiated", "0"))).toEqual([200, "ignored"]);
    expect(result(await event("completed", "3"))).toEqual([200, "recorded"]);
    expect(result(await event("ringing", "1"))).toEqual([200, "ignored"]);
    expect(result(await event("in-progress", "2"))).toEqual([200, "ignored"]);
    expect(result(await event("completed", "3"))).toEqual([200, "ignored"]);
    expect((await inbound.activitiesOf(lead._id)).map(({ callStatus }) => callStatus)).toEqual(["completed"]);
    expect((await inbound.leadOf(lead._id)).onCall).toBe(false);
  });

  it("all events at once make one ended activity", async () => {
    const lead = await inbound.project.lead(inbound.processId);
    const call = { call_id: newCall(), metadata: { leadId: lead._id } };
    const bodies = ["call_ended", "call_analyzed", "call_analyzed", "call_started", "call_analyzed"];
    const answers = await Promise.all(bodies.map((event) => inbound.send("retell", retellCall(event, call))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const made = await inbound.activitiesOf(lead._id);
    expect(made.filter(({ callStatus }) => callStatus === "completed")).toHaveLength(1);
  });

  it("finds its lead by what the webhook or its URL names, before any number", async () => {
    const [named, referred, numbered] = [
      await inbound.project.lead(inbound.processId),
      await inbound.project.lead(inbound.processId, { referenceId: "VOICE-1" }),
      await inbound.project.lead(inbound.processId),
    ];
    const to_number = numbered?.phone;
    const ended = (fields: Record<string, unknown>, query = "") =>
      inbound.send(
        "retell",
        retellCall("call_analyzed", { call_id: newCall(), to_number, ...fields }),
        {},
        inbound.pathOf("retell", `token=${inbound.token}${query}`),
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
  const asked = (query: string, headers = {}) =>
    inbound.send("retell", body(), headers, inbound.pathOf("retell", query));

  it("asks for a token of the process that can only report", async () => {
    const elsewhere = await inbound.project.token("report", (await inbound.project.process()).id);
    expect((await asked("")).status).toBe(401);
    expect((await asked("token=rb_live_wrong")).status).toBe(401);
    expect((await asked(`token=${inbound.token}&token=${inbound.token}`)).status).toBe(401);
    expect((await asked(`token=${inbound.project.tokens.read}`)).status).toBe(403);
    expectProblem(
      await asked(`token=${inbound.project.tokens.manage}`),
      403,
      "A token in a URL must be one that can only report: make one for the process",
    );
    expectProblem(await asked(`token=${elsewhere}`), 404, "Process not found");
    const header = { authorization: `Bearer ${inbound.token}` };
    expect(
      result(await inbound.send("retell", retellCall("other"), header, inbound.pathOf("retell", ""))),
    ).toEqual([200, "ignored"]);
  });

  it("knows no other provider, and no other body than it sends", async () => {
    expectProblem(
      await inbound.send("plivo", {}, {}, inbound.pathOf("plivo")),
      404,
      "Voice provider not found",
    );
    expectProblem(await inbound.send("retell", {}), 400, "event: is required", {
      errors: [{ path: "event", message: "is required" }],
    });
    expect((await inbound.send("retell", [])).status).toBe(400);
    const elsewhere = await inbound.project.api.call("POST", "/api/v1/activities", {
      raw: "a=b",
      headers: formType,
    });
    expect(elsewhere.status).toBe(415);
    const fields = Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [`f${n}`, "x"]));
    expectProblem(await inbound.sendForm(fields), 400, "The form has more than 1000 fields");
    expectProblem(await inbound.sendForm({ CallSid: "a\0b" }), 400, "A text must not hold the character NUL");
  });
});

describe("a number that nobody knows", () => {
  const unknown = (to_number: string, more = {}) =>
    retellCall("call_ended", { call_id: newCall(), to_number, ...more });

  it("is refused so that the provider's log shows it, or makes a lead where the process allows it", async () => {
    const own = await inbound.project.process({ name: "Open" });
    const path = inbound.pathOf("retell", `token=${await inbound.project.token("report", own.id)}`, own.id);
    const refused = await inbound.send("retell", unknown(nextPhone()), {}, path);
    expect(refused.status).toBe(404);
    expect(refused.json.detail).toContain("There is no lead for this call");
    await inbound.save({ retell: { createLeads: true } }, own.id);
    const from_number = nextPhone();
    const call_id = newCall();
    const incoming = (event: string) =>
      retellCall(event, { call_id, direction: "inbound", from_number, to_number: "+911140000000" });
    const began = await inbound.send("retell", incoming("call_started"), {}, path);
    const lead = await inbound.leadOf(began.json.data.leadId);
    expect(lead).toMatchObject({
      phone: from_number,
      name: "Asha Verma",
      processId: own.id,
      currentState: "make_first_call",
      incoming: true,
      onCall: true,
    });
    expect(result(await inbound.send("retell", incoming("call_analyzed"), {}, path))).toEqual([
      200,
      "recorded",
    ]);
    expect(await inbound.activitiesOf(lead._id)).toHaveLength(2);
    // All at once: one lead.
    const phone = nextPhone();
    const many = await Promise.all(
      Array.from({ length: 6 }, () =>
        inbound.send(
          "retell",
          retellCall("call_analyzed", { call_id: newCall(), to_number: phone }),
          {},
          path,
        ),
      ),
    );
    expect(new Set(many.map(({ json }) => json.data?.leadId)).size).toBe(1);
    // Of another process, and none at all.
    const other = await inbound.project.lead(inbound.processId);
    expect((await inbound.send("retell", unknown(other.phone), {}, path)).json.detail).toContain(
      "another process",
    );
    expect((await inbound.send("retell", unknown("anonymous"), {}, path)).json.detail).toContain(
      "shows no number",
    );
    expect(await inbound.activitiesOf(other._id)).toEqual([]);
  });

  it("is no other project's", async () => {
    const other = await inbound.server.project("Other");
    const theirs = await other.lead((await other.process()).id, { referenceId: "THEIRS" });
    const hints = { metadata: { leadId: theirs._id, referenceId: "THEIRS" } };
    expect((await inbound.send("retell", unknown(theirs.phone, hints))).status).toBe(404);
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
  });
});
