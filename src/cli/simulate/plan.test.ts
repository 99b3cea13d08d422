import { isPossiblePhoneNumber, isValidPhoneNumber } from "libphonenumber-js/max";
import { describe, expect, it } from "vitest";
import { exampleProcess } from "../../../test/fakes/ringback-api.ts";
import { mobilesOf } from "./people.ts";
import { type LeadPlan, type PlannedCall, type PlanProcess, planLeads } from "./plan.ts";
import { seededRandom } from "./random.ts";

const process = exampleProcess();
const plans = planLeads(process, { seed: "s", leads: 600, updates: true });

const callsOf = ({ steps }: LeadPlan): PlannedCall[] =>
  steps.flatMap((step) => (step.type === "call-ends" ? [step.call] : []));
const typeOf = (process: PlanProcess, name: string | null): string | undefined =>
  process.dispositions.find((disposition) => disposition.name === name)?.type;

describe("planLeads", () => {
  it("depends on the seed and the process alone", () => {
    const options = { seed: "s", leads: 600, updates: true };
    expect(planLeads(structuredClone(process), options)).toEqual(plans);
    expect(planLeads(process, { ...options, seed: "t" })).not.toEqual(plans);
  });

  it("plans a lead the same however many follow it", () => {
    expect(planLeads(process, { seed: "s", leads: 7, updates: true })).toEqual(plans.slice(0, 7));
  });

  it("lets every call begin before it ends, with nothing in between", () => {
    for (const { steps } of plans) {
      steps.forEach((step, i) => {
        const next = steps[i + 1];
        if (step.type === "call-begins") expect(next).toEqual({ type: "call-ends", call: step.call });
      });
      expect(steps.filter(({ type }) => type === "call-begins")).toHaveLength(
        steps.filter(({ type }) => type === "call-ends").length,
      );
    }
  });

  it("calls nobody again after a final disposition, nor more than four times", () => {
    for (const plan of plans) {
      const calls = callsOf(plan);
      expect(calls.map(({ number }) => number)).toEqual([1, 2, 3, 4].slice(0, calls.length));
      const final = calls.findIndex(({ disposition }) => typeOf(process, disposition) !== "neutral");
      if (final >= 0) expect(final).toBe(calls.length - 1);
      else expect(calls).toHaveLength(4);
      expect(plan.steps.at(-1)?.type).not.toBe("schedule");
    }
  });

  it("has some of everything, in believable shares", () => {
    const calls = plans.flatMap(callsOf);
    const share = (test: (call: PlannedCall) => boolean): number => calls.filter(test).length / calls.length;
    expect(share(({ callStatus }) => callStatus === "completed")).toBeGreaterThan(0.5);
    for (const status of ["no-answer", "busy", "voicemail", "failed"]) {
      expect(share(({ callStatus }) => callStatus === status)).toBeGreaterThan(0.02);
    }
    expect(share(({ disposition }) => disposition === "Interested")).toBeGreaterThan(0.15);
    expect(share(({ disposition }) => disposition === "Not Interested")).toBeGreaterThan(0.15);
    const ended = plans.filter(
      (plan) => typeOf(process, callsOf(plan).at(-1)?.disposition ?? null) !== "neutral",
    );
    expect(ended.length / plans.length).toBeGreaterThan(0.9);
    expect(ended.length).toBeLessThan(plans.length);
    const steps = plans.flatMap((plan) => plan.steps);
    expect(steps.filter(({ type }) => type === "schedule").length).toBeGreaterThan(100);
    expect(steps.filter(({ type }) => type === "update").length).toBeGreaterThan(50);
  });

  it("leaves updates out where none are wanted, and all else as it was", () => {
    const without = planLeads(process, { seed: "s", leads: 600, updates: false });
    expect(without.flatMap(({ steps }) => steps).some(({ type }) => type === "update")).toBe(false);
    expect(without.map(({ person }) => person)).toEqual(plans.map(({ person }) => person));
    expect(without.map(callsOf)).toEqual(plans.map(callsOf));
  });

  it("chooses dispositions that fit what happened", () => {
    for (const { callStatus, disposition, transcript, summary } of plans.flatMap(callsOf)) {
      if (callStatus === "no-answer") expect(disposition).toBe("No Answer");
      if (callStatus === "failed") expect(disposition).toBe("Attempted");
      if (callStatus === "completed") {
        expect(["Interested", "Not Interested", "Call Back Later"]).toContain(disposition);
        expect(transcript.length).toBeGreaterThan(2);
        expect(summary).toMatch(/\w/);
      }
    }
  });

  it("tells conversations in turn, in time, and without a gap in the text", () => {
    for (const { transcript, seconds, summary } of plans.flatMap(callsOf)) {
      expect(JSON.stringify({ transcript, summary })).not.toMatch(/[{](name|agent|city|product)[}]/);
      transcript.forEach(({ role, at }, i) => {
        expect(role).toBe(i % 2 === 0 ? "agent" : "user");
        expect(at).toBeGreaterThan(transcript[i - 1]?.at ?? 0);
        expect(at).toBeLessThan(seconds);
      });
    }
  });

  it("moves a lead to the second state by its first call, where the disposition names none", () => {
    for (const [first, ...later] of plans.map(callsOf)) {
      const neutral = typeOf(process, first?.disposition ?? null) === "neutral";
      expect(first?.toState).toBe(neutral ? "schedule_second_call" : null);
      expect(later.every(({ toState }) => toState === null)).toBe(true);
    }
  });
});

describe("a process of one's own", () => {
  const plan = (process: PlanProcess): LeadPlan[] =>
    planLeads(process, { seed: "x", leads: 200, updates: true });
  const disposition = (
    name: string,
    type: "success" | "failure" | "neutral",
    toState: string | null = null,
  ) => ({
    name,
    type,
    description: "",
    toState,
  });

  it("uses its own dispositions and states only", () => {
    const own: PlanProcess = {
      states: [{ name: "नया" }, { name: "won" }],
      dispositions: [disposition("Qualified", "success", "won"), disposition("Busy tone", "neutral")],
    };
    const calls = plan(own).flatMap(callsOf);
    expect(new Set(calls.map(({ disposition }) => disposition))).toEqual(new Set(["Qualified", "Busy tone"]));
    expect(calls.every(({ toState }) => toState === null)).toBe(true); // "won" is for those who are
  });

  it.each([
    ["nothing at all", { states: [], dispositions: [] }],
    [
      "neutral dispositions only",
      { states: [{ name: "a" }], dispositions: [disposition("Tried", "neutral")] },
    ],
    ["final dispositions only", { states: [{ name: "a" }], dispositions: [disposition("Lost", "failure")] }],
  ] satisfies [string, PlanProcess][])("makes do with %s", (_, own) => {
    const names: (string | null)[] = own.dispositions.map(({ name }) => name);
    for (const { disposition } of plan(own).flatMap(callsOf)) expect([null, ...names]).toContain(disposition);
    expect(plan(own).every(({ steps }) => steps.length >= 2)).toBe(true);
  });
});

describe("mobilesOf", () => {
  it("gives distinct, valid Indian mobile numbers without runs of one digit", () => {
    const random = seededRandom("numbers");
    const mobiles = mobilesOf((below) => random.between(0, below - 1));
    const numbers = Array.from({ length: 5000 }, () => mobiles.next().value);
    expect(new Set(numbers).size).toBe(5000);
    for (const number of numbers) {
      expect(number).toMatch(/^\+91[6-9]\d{9}$/);
      expect(number).not.toMatch(/(\d)\1{4}/);
      expect(isPossiblePhoneNumber(number)).toBe(true);
    }
    const valid = numbers.filter((number) => isValidPhoneNumber(number)).length;
    expect(valid / numbers.length).toBeGreaterThan(0.8);
  });

  it("never comes back to where it began, whatever it draws", () => {
    for (const drawn of [0, 1, 399_999_999]) {
      const mobiles = mobilesOf((below) => Math.min(drawn, below - 1));
      const numbers = Array.from({ length: 2000 }, () => mobiles.next().value);
      expect(new Set(numbers).size).toBe(2000);
    }
  });
});
