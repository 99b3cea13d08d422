/** What the bench reports: ended calls whose payload comes to about 1 KB. */
import type { Api } from "./api.ts";
import { mark } from "./marker.ts";

/** Brings an `activity_update` payload to about 1,024 bytes. */
const summary = "The lead asked to be called again next week, in the evening, about the offer.";
const reportsARequest = 500;
const connections = 4;

/** One report, as JSON. Its `number` comes back in the payload (`marker`). */
export function callReport(leadId: string, number: number): string {
  return (
    `{"leadId":"${leadId}","type":"call","callStatus":"completed","startedAt":"2026-01-12T04:54:00Z",` +
    `"endedAt":"2026-01-12T04:55:19Z","disposition":"Attempted","summary":"${summary}",` +
    `"providerCallId":"${mark(number)}"}`
  );
}

/** Request bodies that report `count` calls in bulk, one lead after the other, numbered from `first`. */
export function bulkReports(leads: string[], first: number, count: number): Buffer[] {
  const bodies: Buffer[] = [];
  for (let at = 0; at < count; at += reportsARequest) {
    const reports = Array.from({ length: Math.min(reportsARequest, count - at) }, (_, index) => {
      const number = first + at + index;
      return callReport(leads[number % leads.length] ?? "", number);
    });
    bodies.push(Buffer.from(`{"activities":[${reports.join(",")}]}`));
  }
  return bodies;
}

/** How many reports a body of `bulkReports` holds, but for the last. */
export const bulkSize = reportsARequest;

/**
 * Sends the bodies over 4 connections, each next one when `room` lets it.
 *
 * @throws Error when a report is refused
 */
export async function sendReports(api: Api, bodies: Iterable<Buffer>, room: () => unknown): Promise<void> {
  const queue = bodies[Symbol.iterator]();
  async function reporter(): Promise<void> {
    for (;;) {
      await room();
      const next = queue.next();
      if (next.done) return;
      const answer = await api.send("POST", "/api/v1/activities", next.value);
      // The answer holds every activity: reading it whole would cost more than its end tells.
      if (!/"errors":\s*\[\]/.test(answer.slice(-200)) && !/"errors":\s*\[\]/.test(answer.slice(0, 200))) {
        throw new Error(`a report was refused: ${answer.slice(-300)}`);
      }
    }
  }
  await Promise.all(Array.from({ length: connections }, reporter));
}

/** Bodies for a million reports without holding them all: made as they are sent. */
export function* lazyBulkReports(leads: string[], first: number, count: number): Generator<Buffer> {
  for (let at = 0; at < count; at += reportsARequest) {
    const size = Math.min(reportsARequest, count - at);
    yield* bulkReports(leads, first + at, size);
  }
}
