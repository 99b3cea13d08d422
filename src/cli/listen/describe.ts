import type { Paint } from "../paint.ts";
import type { Arrival } from "./receiver.ts";
import { isSuccess, type Summary } from "./tally.ts";

/**
 * A request in a few lines for a terminal: what happened to which lead and how it was answered, then what else is
 * worth saying, problems last.
 */
export function describeArrival(arrival: Arrival, paint: Paint): string {
  const { facts, attempt } = arrival;
  const lead = facts.referenceId ?? facts.leadId;
  const outcome = facts.disposition === null ? "" : ` → ${facts.disposition}`;
  const headline = [
    paint("dim", clockTime(arrival.at)),
    signatureMark(arrival, paint),
    paint("bold", plain(`${facts.what}${outcome}`)),
    lead === null ? "" : `lead ${paint("cyan", plain(lead))}`,
    facts.sequence === null ? "" : `#${facts.sequence}`,
    attempt === null ? "" : paint(attempt > 1 ? "yellow" : "dim", `attempt ${attempt}`),
    answerWords(arrival, paint),
  ];
  const details = [movement(arrival), facts.summary === null ? "" : `“${shorten(facts.summary, 100)}”`];
  return [
    headline.filter((part) => part !== "").join("  "),
    ...details.filter((line) => line !== "").map((line) => `    ${paint("dim", plain(line))}`),
    ...problemsOf(arrival).map(({ style, text }) => `    ${paint(style, plain(text))}`),
  ].join("\n");
}

/** What is wrong with a request, in words; empty where nothing is. */
export function problemsOf(arrival: Arrival): { style: "red" | "yellow"; text: string }[] {
  const { verdict, seenBefore, after, facts, forwardError } = arrival;
  const problems: { style: "red" | "yellow"; text: string }[] = [];
  if (verdict?.valid === false) problems.push({ style: "red", text: `✗ signature: ${verdict.message}` });
  if (facts.what === "not JSON")
    problems.push({ style: "red", text: `✗ body: ${shorten(arrival.body, 100)}` });
  if (forwardError !== null) problems.push({ style: "red", text: `✗ forwarding: ${forwardError}` });
  if (seenBefore !== null)
    problems.push({ style: "yellow", text: `↻ ${duplicateWords(seenBefore.answered)}` });
  if (after !== null) {
    const text = `⚠ out of order: #${facts.sequence} came after #${after} of the same lead (expected of resends and of "As soon as possible")`;
    problems.push({ style: "yellow", text });
  }
  return problems;
}

/** The same as one line of JSON, for programs. Headers are complete, secrets included. */
export function arrivalAsJson(arrival: Arrival): string {
  const { facts, verdict } = arrival;
  return JSON.stringify({
    receivedAt: new Date(arrival.at).toISOString(),
    path: arrival.path,
    webhookId: arrival.webhookId,
    attempt: arrival.attempt,
    signature: verdict === null ? { checked: false } : { checked: true, ...verdict },
    duplicate: arrival.seenBefore !== null,
    outOfOrder: arrival.after !== null,
    what: facts.what,
    leadId: facts.leadId,
    referenceId: facts.referenceId,
    sequence: facts.sequence,
    triggers: facts.triggers,
    answer: {
      status: arrival.answered,
      how: arrival.how,
      tookMs: arrival.tookMs,
      error: arrival.forwardError,
    },
    headers: arrival.headers,
    body: arrival.body,
  });
}

export function describeSummary(summary: Summary, paint: Paint): string {
  const { received, unique, duplicates, retries, outOfOrder, badSignatures, unchecked } = summary;
  const parts = [`${received} received`, `${unique} unique`];
  const why = retries > 0 ? ` (${retries} after an answer that was not 2xx)` : "";
  parts.push(noted(paint, "yellow", duplicates, `duplicate${duplicates === 1 ? "" : "s"}${why}`));
  parts.push(noted(paint, "yellow", outOfOrder, "out of order"));
  parts.push(noted(paint, "red", badSignatures, `bad signature${badSignatures === 1 ? "" : "s"}`));
  if (unchecked > 0) parts.push(`${unchecked} not checked`);
  return parts.join(" · ");
}

function noted(paint: Paint, style: "red" | "yellow", count: number, words: string): string {
  return count > 0 ? paint(style, `${count} ${words}`) : `${count} ${words}`;
}

function signatureMark({ verdict }: Arrival, paint: Paint): string {
  if (verdict === null) return paint("dim", "○ not checked");
  return verdict.valid ? paint("green", "✓ signed") : paint("red", "✗ signature");
}

function answerWords({ answered, tookMs, how }: Arrival, paint: Paint): string {
  if (answered === null) return paint("red", `→ the sender went away after ${tookMs} ms`);
  const prefix = how === "forwarded" ? "forwarded → " : "→ ";
  return `${prefix}${paint(isSuccess(answered) ? "green" : "red", String(answered))} ${paint("dim", `in ${tookMs} ms`)}`;
}

function duplicateWords(answered: number | null): string {
  if (answered === null) return "seen before, and not answered then: a retry";
  if (isSuccess(answered)) return `duplicate: the same webhook-id was answered ${answered} before`;
  return `seen before, answered ${answered} then: a retry`;
}

function movement({ facts }: Arrival): string {
  const { fromState, toState } = facts;
  const moved = toState !== null && fromState !== toState ? `${fromState ?? "new"} → ${toState}` : "";
  return [facts.triggers.join(", "), moved].filter((part) => part !== "").join(" · ");
}

function clockTime(at: number): string {
  const time = new Date(at);
  const two = (value: number): string => String(value).padStart(2, "0");
  const seconds = `${two(time.getSeconds())}.${String(time.getMilliseconds()).padStart(3, "0")}`;
  return `${two(time.getHours())}:${two(time.getMinutes())}:${seconds}`;
}

function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length > length ? `${characters.slice(0, length - 1).join("")}…` : text;
}

/** What was received goes to a terminal: its control characters must not steer it. */
function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, "\u{fffd}");
}
