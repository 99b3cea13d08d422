import type { CallStatus, Disposition, State } from "../../contract/words.ts";
import { conversation, type Mood, type TranscriptLine } from "./conversations.ts";
import { type Person, somebody } from "./people.ts";
import { type Random, seededRandom } from "./random.ts";

/** What the plan needs to know of a process. */
export interface PlanProcess {
  states: readonly State[];
  dispositions: readonly Disposition[];
}

export interface PlanOptions {
  seed: string;
  leads: number;
  /** Whether some leads get metadata by `leads/update`. */
  updates: boolean;
}

export interface PlannedCall {
  /** Of this lead, from 1. */
  number: number;
  callStatus: Exclude<CallStatus, "in-progress">;
  /** From its beginning to its end. */
  seconds: number;
  /** null where the process has no fitting one. */
  disposition: string | null;
  /** null: the disposition decides, or the state stays. */
  toState: string | null;
  summary: string | null;
  transcript: TranscriptLine[];
}

/** One request: the two ends of a call are two. */
export type Step =
  | { type: "call-begins"; call: PlannedCall }
  | { type: "call-ends"; call: PlannedCall }
  | { type: "schedule"; inMs: number }
  | { type: "update"; metadata: Record<string, unknown> };

export interface LeadPlan {
  person: Person;
  steps: Step[];
}

/**
 * Which calls happen: for each lead who it is and its steps in order. Depends on nothing but `process` and
 * `options`; lead `n` is the same however many follow it. Only the process's own states and dispositions occur.
 */
export function planLeads(process: PlanProcess, { seed, leads, updates }: PlanOptions): LeadPlan[] {
  return Array.from({ length: leads }, (_, i) => planLead(process, updates, seededRandom(`${seed}/${i}`)));
}

/** A lead is called until a final disposition, or until nobody calls any more. */
const mostCalls = 4;
const minute = 60_000;

function planLead(process: PlanProcess, updates: boolean, random: Random): LeadPlan {
  const person = somebody(random);
  const steps: Step[] = [];
  const updateAfter = random.chance(0.25) ? random.between(1, 2) : 0;
  const second = secondState(process);
  for (let number = 1; number <= mostCalls; number += 1) {
    const { mood, callStatus } = outcomeOf(process, number, random);
    const disposition = dispositionOf(process, mood, callStatus, random);
    // A first call without result moves the lead on, where the disposition does not say where to.
    const toState = number > 1 || isFinal(disposition) || disposition?.toState ? null : second;
    const spoken = mood === "unreached" ? null : conversation(mood, person, random);
    const call: PlannedCall = {
      number,
      callStatus,
      seconds: spoken === null ? ringing(callStatus, random) : spoken.seconds + random.between(2, 9),
      disposition: disposition?.name ?? null,
      toState,
      summary: spoken?.summary ?? null,
      transcript: spoken?.transcript ?? [],
    };
    steps.push({ type: "call-begins", call }, { type: "call-ends", call });
    if (updateAfter === number) {
      const metadata = learned(random); // drawn in any case, so that the calls are the same without updates
      if (updates) steps.push({ type: "update", metadata });
    }
    if (isFinal(disposition)) break;
    const agreed = mood === "later";
    if (number < mostCalls && (agreed || random.chance(0.5))) {
      steps.push({ type: "schedule", inMs: random.between(20, agreed ? 1500 : 240) * minute });
    }
  }
  return { person, steps };
}

interface Outcome {
  /** `unreached`: nobody spoke. */
  mood: Mood | "unreached";
  callStatus: PlannedCall["callStatus"];
}

function outcomeOf(process: PlanProcess, number: number, random: Random): Outcome {
  const callStatus = random.weighted<Outcome["callStatus"]>([
    ["completed", number === mostCalls ? 180 : 58],
    ["no-answer", 20],
    ["busy", 9],
    ["voicemail", 9],
    ["failed", 4],
  ]);
  if (callStatus === "voicemail") return { mood: "voicemail", callStatus };
  if (callStatus !== "completed") return { mood: "unreached", callStatus };
  const has = (type: string): boolean =>
    process.dispositions.some((disposition) => disposition.type === type);
  const won = has("success") ? 35 : 0;
  const lost = has("failure") ? 30 : 0;
  const later = number === mostCalls && won + lost > 0 ? 0 : 35;
  return {
    mood: random.weighted<Mood>([
      ["won", won],
      ["lost", lost],
      ["later", later],
    ]),
    callStatus,
  };
}

/** Names that fit what happened, best first; a process with none of them gets any of its neutral ones. */
const fitting: Record<string, readonly RegExp[]> = {
  later: [/call ?back|later|follow|resched/i],
  "no-answer": [/no[ _-]?answer|unreach|not reach|ring/i, /attempt/i],
  busy: [/busy/i, /attempt|no[ _-]?answer|unreach/i],
  voicemail: [/voice ?mail|machine/i, /attempt|no[ _-]?answer/i],
  failed: [/fail|unreach|invalid/i, /attempt/i],
};

function dispositionOf(
  process: PlanProcess,
  mood: Outcome["mood"],
  callStatus: string,
  random: Random,
): Disposition | null {
  const ofType = (type: string): Disposition[] => process.dispositions.filter((one) => one.type === type);
  if (mood === "won") return random.pick(ofType("success"));
  if (mood === "lost") return random.pick(ofType("failure"));
  const neutral = ofType("neutral");
  const patterns = fitting[mood === "later" ? "later" : callStatus] ?? [];
  for (const pattern of patterns) {
    const named = neutral.filter(({ name }) => pattern.test(name));
    if (named.length > 0) return random.pick(named);
  }
  return neutral.length > 0 ? random.pick(neutral) : null;
}

function isFinal(disposition: Disposition | null): boolean {
  return disposition !== null && disposition.type !== "neutral";
}

/** Where a lead goes after a first call without result: the second state, unless only an outcome leads there. */
function secondState({ states, dispositions }: PlanProcess): string | null {
  const second = states[1]?.name ?? null;
  return dispositions.some(({ type, toState }) => type !== "neutral" && toState === second) ? null : second;
}

function ringing(callStatus: string, random: Random): number {
  if (callStatus === "no-answer") return random.between(20, 45);
  return random.between(1, 6);
}

/** What a call brought to light, as metadata. */
function learned(random: Random): Record<string, unknown> {
  return random.pick([
    () => ({ preferredTime: random.pick(["morning", "afternoon", "evening"]) }),
    () => ({ budget: random.between(2, 80) * 50_000, currency: "INR" }),
    () => ({ whatsappOptIn: random.chance(0.8) }),
    () => ({ decisionMaker: random.pick(["self", "spouse", "parents"]), documentsReady: random.chance(0.5) }),
  ])();
}
