import type { Random } from "./random.ts";

/** What a receiver does with one request. */
export type Behaviour =
  /** Reads it all and answers, `delayMs` later. */
  | { kind: "answer"; status: number; headers: Record<string, string>; delayMs: number; close: boolean }
  /** Reads it all and says nothing. */
  | { kind: "silence" }
  /** Reads it all, and the connection is gone before the answer. */
  | { kind: "reset" }
  /** Reads it all; the answer breaks off within its headers. */
  | { kind: "half-answer" }
  /** Reads it all; the headers of the answer come, its body never ends. */
  | { kind: "endless-body"; status: number }
  /** Answers what is no HTTP. */
  | { kind: "nonsense" }
  /** The connection is gone before the body was read. */
  | { kind: "reset-early" }
  /** Answers 200 without having read the body, which is lost: the sender cannot know. */
  | { kind: "lie" };

/** How a receiver is for a while. */
export type Mood =
  | "well"
  | "flaky"
  | "failing"
  | "overloaded"
  | "slow"
  | "refusing"
  | "unreachable"
  | "nameless"
  | "rebinding";

const moods: readonly (readonly [Mood, number])[] = [
  ["well", 6],
  ["flaky", 6],
  ["failing", 3],
  ["overloaded", 2],
  ["slow", 2],
  ["refusing", 2],
  ["unreachable", 1],
  ["nameless", 1],
  ["rebinding", 1],
];

export const newMood = (random: Random): Mood => random.weighted(moods);

const answer = (status: number, delayMs: number, headers = {}, close = false): Behaviour => ({
  kind: "answer",
  status,
  headers,
  delayMs,
  close,
});

/** The next thing that a receiver in this mood does. */
export function behaviourOf(mood: Mood, random: Random, now: number): Behaviour {
  if (mood === "well") return answer(random.pick([200, 200, 204]), random.below(30), {}, random.chance(0.05));
  if (mood === "slow") return answer(200, random.pick([3_000, 14_000, 14_900, 16_000, 40_000]));
  if (mood === "overloaded") return overloaded(random, now);
  if (mood === "failing") return failing(random);
  return random.weighted<() => Behaviour>([
    [() => answer(200, random.below(200), {}, random.chance(0.2)), 10],
    [() => failing(random), 6],
    [() => overloaded(random, now), 2],
    [() => ({ kind: "silence" }), 1],
    [() => ({ kind: "reset" }), 2],
    [() => ({ kind: "reset-early" }), 2],
    [() => ({ kind: "half-answer" }), 1],
    [() => ({ kind: "endless-body", status: random.pick([200, 500]) }), 1],
    [() => ({ kind: "nonsense" }), 1],
    [() => ({ kind: "lie" }), 1],
    [() => answer(200, 5, { "webhook-delivery": "disable" }), 0.1],
    [() => answer(410, 5), 0.2],
  ])();
}

function failing(random: Random): Behaviour {
  const status = random.pick([500, 500, 502, 503, 400, 401, 404, 301, 307, 418]);
  const headers: Record<string, string> = {};
  if (status < 400) headers.location = "http://elsewhere.example/";
  if (status === 400 && random.chance(0.3)) headers["webhook-delivery"] = "abort-message";
  if (status === 404 && random.chance(0.1)) headers["webhook-delivery"] = "disable";
  return answer(status, random.below(100), headers);
}

function overloaded(random: Random, now: number): Behaviour {
  const seconds = random.pick([0, 1, 30, 600, 100_000]);
  const asDate = random.chance(0.3);
  const retryAfter = asDate ? new Date(now + seconds * 1_000).toUTCString() : `${seconds}`;
  return answer(random.pick([429, 503, 504]), random.below(50), { "retry-after": retryAfter });
}
