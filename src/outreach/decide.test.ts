import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leadRecord, reportedCall } from "../../test/fakes/records.ts";
import type { CallbackRules } from "../callbacks/owing.ts";
import { newProcessDefaults } from "../contract/process-fields.ts";
import { activityTypes, callStatuses, triggers } from "../contract/words.ts";
import { Batch, chainKey, type Loaded } from "./batch.ts";
import { decide } from "./decide.ts";
import { leadAsOf } from "./lead-as-of.ts";
import { leadBody } from "./lead-body.ts";
import type { Change, ChangeResult, LeadRecord, ProcessRecord, ReportedActivity } from "./model.ts";

/** Random scripts of changes over two processes of one project and one of another. */
const processIds = ["p1", "p2", "foreign"] as const;
const project = "one";

const callback = (id: string, fields: Partial<CallbackRules>): CallbackRules => ({
  id,
  enabled: true,
  payloadFormat: "activity_update",
  triggers,
  dispositions: null,
  states: null,
  order: "per_lead",
  ...fields,
});

const process = (
  id: string,
  callbacks: CallbackRules[],
  fields: Partial<ProcessRecord> = {},
): ProcessRecord => ({
  id,
  projectId: id === "foreign" ? "two" : project,
  status: "active",
  allowDuplicates: false,
  states: newProcessDefaults.states,
  dispositions: newProcessDefaults.dispositions,
  callbacks,
  ...fields,
});

const processes = [
  process("p1", [
    callback("all", { payloadFormat: "lead_history" }),
    callback("final", { triggers: ["disposition.final"], order: "none" }),
    callback("narrow", { dispositions: ["Interested"], payloadFormat: "lead_update" }),
    callback("off", { enabled: false }),
  ]),
  process("p2", [], { allowDuplicates: true }),
  process("foreign", [callback("theirs", {})]),
];

const leadName = fc.constantFrom("l1", "l2", "l3", "l4");
const some = <T>(...values: T[]) => fc.constantFrom(null, ...values);
const dispositions = some("Interested", "Not Interested", "No Answer", "unknown");
const states = some("interested", "make_first_call", "unknown");

const activity: fc.Arbitrary<ReportedActivity> = fc
  .record({
    type: fc.constantFrom(...activityTypes),
    callStatus: fc.constantFrom(...callStatuses),
    disposition: dispositions,
    toState: states,
    providerCallId: some("c1", "c2"),
    summary: some("s"),
  })
  .map((given) => {
    const isCall = given.type === "call";
    const silent = given.type === "note" || (isCall && given.callStatus === "in-progress");
    return reportedCall({
      ...given,
      callStatus: isCall ? given.callStatus : null,
      disposition: silent ? null : given.disposition,
      toState: silent ? null : given.toState,
    });
  });

const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc
      .record({
        processId: fc.constantFrom(...processIds, "nowhere"),
        phone: some("+911", "+912", "+913"),
        email: some("a@b.c"),
        referenceId: some("r1", "r2"),
        init: fc.boolean(),
      })
      .map((lead): Change => {
        const names = { groupId: null, name: "A", firstName: "A", lastName: null, metadata: "{}" };
        return { kind: "initiate", projectId: project, lead: { ...names, ...lead } };
      }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ leadId: leadName, activity }).map(
      (given): Change => ({
        kind: "report",
        projectId: project,
        onlyProcessId: null,
        target: { leadId: given.leadId },
        activity: given.activity,
      }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({
        leadId: leadName,
        disposition: dispositions,
        state: states,
        a: some(1, 2),
        phone: some("+911"),
      })
      .map(
        ({ leadId, disposition, state, a, phone }): Change => ({
          kind: "update",
          projectId: project,
          target: { leadId },
          update: {
            metadata: a === null ? {} : { a },
            userId: null,
            ...(disposition !== null && { disposition }),
            ...(state !== null && { targetState: state }),
            ...(phone !== null && { phone }),
          },
        }),
      ),
  },
  {
    weight: 1,
    arbitrary: leadName.map((leadId): Change => ({ kind: "initiate-existing", projectId: project, leadId })),
  },
  {
    weight: 1,
    arbitrary: leadName.map(
      (leadId): Change => ({ kind: "end-forgotten-call", projectId: project, leadId, since: 2_000 }),
    ),
  },
);

const stored = (id: string, processId: string, fields: Partial<LeadRecord> = {}): LeadRecord =>
  leadRecord({ id, processId, projectId: processId === "foreign" ? "two" : project, ...fields });

const before = [
  stored("l1", "p1", { sequence: 7, lastActivityId: "a7", phone: "+911", referenceId: "r1" }),
  stored("l2", "p2", { currentState: null }),
  stored("l3", "foreign", { phone: "+912" }),
  stored("l4", "p1", { phone: "+914" }),
];

function start(loaded: Partial<Loaded> = {}): Batch {
  let last = 0;
  const newId = () => {
    last += 1;
    return `id${String(last).padStart(6, "0")}`;
  };
  return new Batch({ processes, leads: before, openChains: [], ...loaded }, 1_000, newId);
}

/** What a batch is to write, as it stands. */
const snapshot = (batch: Batch): string =>
  JSON.stringify([
    batch.newLeads,
    [...batch.changedLeads],
    batch.activities,
    batch.updates,
    batch.deliveries,
  ]);

const script = fc.array(change, { minLength: 1, maxLength: 40 });

function run(
  changes: readonly Change[],
  each?: (batch: Batch, change: Change, result: ChangeResult, was: string) => void,
) {
  const batch = start();
  for (const one of changes) {
    const was = snapshot(batch);
    const result = decide(batch, one);
    each?.(batch, one, result, was);
  }
  return batch;
}

describe("decide, over any script", () => {
  it("numbers a lead's activities without gap and chains them by lastActivityId", () => {
    fc.assert(
      fc.property(script, (changes) => {
        const batch = run(changes);
        for (const lead of before) {
          const own = batch.activities.filter(({ leadId }) => leadId === lead.id);
          let { sequence, lastActivityId } = lead;
          for (const one of own) {
            expect([one.sequence, one.lastActivityId]).toEqual([sequence + 1, lastActivityId]);
            sequence = one.sequence;
            lastActivityId = one.id;
          }
          const after = batch.lead(lead.projectId, { leadId: lead.id });
          expect([after?.sequence, after?.lastActivityId]).toEqual([sequence, lastActivityId]);
        }
      }),
    );
  });

  it("lets every past state of a lead be told from the lead as it is and what each activity changed", () => {
    fc.assert(
      fc.property(script, (changes) => {
        const batch = run(changes);
        for (const { id, projectId } of before) {
          const lead = batch.lead(projectId, { leadId: id }) as LeadRecord;
          const own = batch.activities.filter(({ leadId }) => leadId === id).reverse();
          const changed = own.flatMap(({ sequence, changes: text }) =>
            text === null ? [] : [{ sequence, changes: text }],
          );
          const told = leadAsOf(lead, changed, own);
          for (const { sequence, lead: kept } of own)
            if (kept !== null) expect(leadBody(told.get(sequence) as LeadRecord)).toBe(kept);
        }
      }),
    );
  });

  it("leaves nothing behind of what it refuses, and makes something of what it accepts", () => {
    fc.assert(
      fc.property(script, (changes) => {
        run(changes, (batch, one, result, was) => {
          if (!result.ok) {
            expect(snapshot(batch)).toBe(was);
            expect([400, 403, 404, 409]).toContain(result.refusal.status);
          } else if (one.kind !== "initiate-existing") expect(snapshot(batch)).not.toBe(was);
        });
      }),
    );
  });

  it("owes each callback one delivery for one change at most, and none for what fires nothing", () => {
    fc.assert(
      fc.property(script, (changes) => {
        const batch = run(changes);
        const keys = batch.deliveries.map((owed) => `${owed.callbackId} ${owed.activityId} ${owed.updateId}`);
        expect(new Set(keys).size).toBe(keys.length);
        const silent = new Set(
          batch.activities.filter((one) => one.triggers.length === 0).map(({ id }) => id),
        );
        for (const owed of batch.deliveries) {
          expect(silent.has(owed.activityId ?? "")).toBe(false);
          expect(["all", "final", "narrow"]).toContain(owed.callbackId);
          expect((owed.activityId === null) !== (owed.updateId === null)).toBe(true);
        }
        // The callback that wants everything gets everything that fires, and every outcome.
        const fired = batch.activities.filter((one) => one.triggers.length > 0 && one.processId === "p1");
        const toAll = batch.deliveries.filter(({ callbackId }) => callbackId === "all");
        const outcomes = batch.updates.filter(({ processId }) => processId === "p1");
        expect(toAll.length).toBe(fired.length + outcomes.length);
      }),
    );
  });

  it("holds all but the first of a lead in order, and none without order", () => {
    fc.assert(
      fc.property(script, fc.boolean(), (changes, open) => {
        const batch = start({ openChains: open ? [chainKey("all", "l1")] : [] });
        for (const one of changes) decide(batch, one);
        const begun = new Set(open ? [chainKey("all", "l1")] : []);
        for (const owed of batch.deliveries) {
          const chain = chainKey(owed.callbackId, owed.leadId);
          const held = owed.callbackId !== "final" && begun.has(chain);
          expect(owed.status).toBe(held ? "held" : "pending");
          begun.add(chain);
        }
      }),
    );
  });

  it("touches nothing of another project", () => {
    fc.assert(
      fc.property(script, (changes) => {
        const batch = run(changes);
        const touched = [...batch.newLeads, ...batch.activities, ...batch.updates, ...batch.deliveries];
        for (const one of touched) expect(one.projectId).toBe(project);
        expect(batch.lead("two", { leadId: "l3" })).toBe(before[2]);
        expect(batch.lead(project, { leadId: "l3" })).toBeUndefined();
      }),
    );
  });

  it("never lets two leads hold what is to be unique", () => {
    fc.assert(
      fc.property(script, (changes) => {
        const batch = run(changes);
        const known = new Map<string, LeadRecord>(before.map((lead) => [lead.id, lead]));
        for (const lead of batch.newLeads) known.set(lead.id, lead);
        for (const id of known.keys())
          known.set(id, batch.lead(project, { leadId: id }) ?? (known.get(id) as LeadRecord));
        const all = [...known.values()].filter(({ projectId }) => projectId === project);
        const strict = all.filter(({ processId }) => processId === "p1");
        for (const leads of [strict, all.filter(({ processId }) => processId === "p2")]) {
          for (const field of ["phone", "email", "referenceId"] as const) {
            const values = leads.flatMap((lead) => lead[field] ?? []);
            expect(new Set(values).size).toBe(values.length);
          }
        }
      }),
    );
  });

  it("moves a lead only where its activities say", () => {
    fc.assert(
      fc.property(script, (changes) => {
        const batch = run(changes.filter(({ kind }) => kind !== "initiate-existing"));
        for (const lead of before) {
          let state = lead.currentState;
          for (const one of batch.activities.filter(({ leadId }) => leadId === lead.id)) {
            const body = JSON.parse(one.body) as { fromState: string | null; toState: string | null };
            expect(body.fromState).toBe(state);
            state = body.toState;
          }
          expect(batch.lead(lead.projectId, { leadId: lead.id })?.currentState).toBe(state);
        }
      }),
    );
  });
});

describe("end-forgotten-call", () => {
  const onCall = (since: number) => stored("l1", "p1", { onCallSince: since, onCallProviderCallId: "c1" });
  const end: Change = { kind: "end-forgotten-call", projectId: project, leadId: "l1", since: 500 };

  it("ends the call that it was asked for, with an activity that says so", () => {
    const batch = start({ leads: [onCall(500)] });
    const result = decide(batch, end);
    expect(result).toMatchObject({ ok: true, kind: "activity" });
    expect(JSON.parse(batch.activities[0]?.body ?? "")).toMatchObject({
      status: "failed",
      result: { status: "failed", startedAt: 500, endedAt: 1_000, providerCallId: "c1" },
    });
    expect(batch.lead(project, { leadId: "l1" })).toMatchObject({
      onCallSince: null,
      onCallProviderCallId: null,
    });
  });

  it("leaves a call alone that began after it, or has ended", () => {
    for (const leads of [[onCall(501)], [stored("l1", "p1")]]) {
      const batch = start({ leads });
      expect(decide(batch, end).ok).toBe(false);
      expect(batch.activities).toEqual([]);
    }
  });
});
