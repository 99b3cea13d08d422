import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leadRecord, reportedCall } from "../../test/fakes/records.ts";
import { newProcessDefaults } from "../contract/process-fields.ts";
import { Batch } from "./batch.ts";
import { decide } from "./decide.ts";
import type {
  CallKey,
  Change,
  ChangeResult,
  InboundCallChange,
  LeadRecord,
  ProcessRecord,
  ReportedActivity,
} from "./model.ts";

const process: ProcessRecord = {
  id: "p1",
  projectId: "one",
  status: "active",
  allowDuplicates: false,
  states: newProcessDefaults.states,
  dispositions: newProcessDefaults.dispositions,
  callbacks: [],
};
const stored = leadRecord({ id: "l1", processId: "p1" });
const key: CallKey = { projectId: "one", processId: "p1", provider: "retell", callId: "c1" };
const minute = 60_000;

const event = (kind: InboundCallChange["event"], fields: Partial<ReportedActivity> = {}): Change => ({
  kind: "inbound-call",
  call: key,
  event: kind,
  lead: { leadId: "l1" },
  activity: reportedCall({ connected: true, direction: "outbound", providerCallId: "c1", ...fields }),
});
const close = (limits = { on: 1e15, held: 1e15 }): Change => ({
  kind: "close-inbound-call",
  call: key,
  leadId: "l1",
  limits,
});

/** Decides each change in a batch of its own, a minute apart, as the store would carry it from one to the next. */
function run(changes: readonly Change[], of: ProcessRecord = process) {
  let leads: readonly LeadRecord[] = [stored];
  let calls: Batch["changedCalls"] extends IterableIterator<infer C> ? C[] : never = [];
  const activities: Batch["activities"] = [];
  const results: ChangeResult[] = [];
  for (const [index, change] of changes.entries()) {
    let n = 0;
    const newId = () => `${index}-${n++}`;
    const known = calls.map(({ after }) => after);
    const batch = new Batch(
      { processes: [of], leads, openChains: [], calls: known },
      (index + 1) * minute,
      newId,
    );
    results.push(decide(batch, change));
    activities.push(...batch.activities);
    leads = [...batch.changedLeads]
      .map(({ after }) => after)
      .concat(leads)
      .slice(0, 1);
    const changed = [...batch.changedCalls];
    if (changed.length > 0) calls = changed;
  }
  return {
    results,
    lead: leads[0],
    call: calls[0]?.after,
    activities: activities.map((activity) => ({
      ...activity,
      said: JSON.parse(activity.body) as { result: Record<string, unknown> },
    })),
  };
}

const outcomes = (results: readonly ChangeResult[]) =>
  results.map((result) =>
    !result.ok ? "refused" : result.kind === "no-activity" ? result.outcome : result.kind,
  );
const ends = (made: ReturnType<typeof run>) =>
  made.activities.filter(({ triggers }) => triggers.includes("call.completed"));

describe("a call of a voice provider", () => {
  it("makes one ended activity however its events come, and one that it is in progress at the most", () => {
    const events = fc.constantFrom<Change>(event("began"), event("held"), event("ended"), close());
    fc.assert(
      fc.property(fc.array(events, { maxLength: 8 }), (script) => {
        const made = run(script);
        const kinds = script.map((change) => ("event" in change ? change.event : "close"));
        const opened = kinds.findIndex((kind) => kind !== "close");
        const over = kinds.includes("ended") || (opened !== -1 && kinds.lastIndexOf("close") > opened);
        expect(ends(made)).toHaveLength(over ? 1 : 0);
        const begun = made.activities.filter(({ said }) => said.result.status === "in-progress");
        expect(begun.length).toBe(kinds[opened] === "began" ? 1 : 0);
        expect(made.lead?.onCallSince ?? null).toBe(
          !over && begun.length === 1 ? (opened + 1) * minute : null,
        );
      }),
      { numRuns: 500 },
    );
  });

  it("holds its provisional end, and keeps what only that said", () => {
    const made = run([
      event("began", { startedAt: 1_000 }),
      event("held", { endedAt: 90_000, recordingUrl: "https://e.com/r", transcript: '[{"text":"a"}]' }),
      event("held", { endedAt: 95_000, recordingUrl: "https://e.com/r", transcript: '[{"text":"a"}]' }),
      event("ended", { endedAt: 200_000, startedAt: 5_000, summary: "Done", disposition: "Interested" }),
      event("ended"),
      event("began"),
    ]);
    expect(outcomes(made.results)).toEqual(["activity", "held", "held", "activity", "ignored", "ignored"]);
    expect(made.activities).toHaveLength(2);
    expect(made.activities[1]?.said.result).toMatchObject({
      startedAt: 1_000,
      endedAt: 95_000,
      recordingUrl: "https://e.com/r",
      transcript: [{ text: "a" }],
      analysis: { disposition: "Interested", summary: "Done" },
    });
    expect(made.lead).toMatchObject({ currentState: "interested", onCallSince: null });
  });

  it("is closed with what its provisional end said, and says so", () => {
    const made = run([event("held", { callStatus: "busy", summary: "Rang" }), close()]);
    expect(ends(made)[0]?.said.result).toMatchObject({
      status: "busy",
      endedAt: minute,
      analysis: { summary: expect.stringMatching(/^Rang\n\nNo final report .* 1 min .* watchdog/) },
    });
  });

  it("is closed as failed where it never ended", () => {
    const made = run([event("began"), close()]);
    expect(ends(made)[0]?.said.result).toMatchObject({
      status: "failed",
      providerCallId: "c1",
      analysis: { summary: expect.stringContaining("No end of this call was reported within 1 min") },
    });
    expect(made.lead?.onCallSince).toBeNull();
  });

  it("is not ended a second time where the mark on its lead was ended before it", () => {
    const forgotten: Change = { kind: "end-forgotten-call", projectId: "one", leadId: "l1", since: 1e15 };
    const made = run([event("began"), forgotten, close(), event("ended")]);
    expect(outcomes(made.results)).toEqual(["activity", "activity", "ignored", "activity"]);
    expect(ends(made)).toHaveLength(1);
  });

  it("is not closed before its time, which counts from its end once it has ended", () => {
    const early = [
      run([event("began"), close({ on: minute - 1, held: 1e15 })]),
      run([event("began"), event("held"), close({ on: 1e15, held: 2 * minute - 1 })]),
    ];
    for (const made of early) {
      expect(ends(made)).toEqual([]);
      expect(outcomes(made.results).at(-1)).toBe("ignored");
    }
  });

  it("moves the lead with a report that comes after it was closed, and ends nothing twice", () => {
    const late = event("ended", { disposition: "Interested", summary: "Wants it" });
    const made = run([event("held"), close(), late, late]);
    expect(outcomes(made.results)).toEqual(["held", "activity", "activity", "ignored"]);
    expect(made.activities.map(({ type }) => type)).toEqual(["call", "update"]);
    expect(made.activities[1]?.triggers).not.toContain("call.completed");
    expect(made.lead?.currentState).toBe("interested");
    expect(made.activities[1]?.extra).toContain("Wants it");
    const silent = run([event("held"), close(), event("ended")]);
    expect(silent.activities.map(({ type, triggers }) => [type, triggers])[1]).toEqual(["note", []]);
  });

  it("counts a disposition that the process no longer has as none", () => {
    const made = run([event("ended", { disposition: "Gone" })]);
    expect(ends(made)[0]?.said.result).toMatchObject({ status: "completed", analysis: null });
  });

  it("is refused whole by an archived process", () => {
    const made = run([event("ended")], { ...process, status: "archived" });
    expect(made.results).toEqual([{ ok: false, refusal: expect.objectContaining({ status: 409 }) }]);
    expect(made.call).toBeUndefined();
  });

  it("is looked at anew where it was told of another lead meanwhile", () => {
    const other: Change = { ...event("ended"), lead: { leadId: "l2" } } as Change;
    const made = run([event("began"), other]);
    expect(outcomes(made.results)).toEqual(["activity", "stale"]);
    expect(made.activities).toHaveLength(1);
  });
});
