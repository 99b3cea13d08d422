import type { NoticeType } from "../contract/words.ts";

/** What a notice tells of the callback that it is about; never its path or query, which may hold a secret. */
export interface NoticedCallback {
  id: string;
  name: string;
  processId: string;
  url: string;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * The body of an operational callback: one of Ringback's own events, in the form that Standard Webhooks recommends.
 * Stored as it is, so that it is the same at every attempt.
 *
 * @param at when it happened, ms since the epoch
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#payload-structure
 */
export function noticeBody(
  type: NoticeType,
  at: number,
  callback: NoticedCallback,
  data: Record<string, unknown>,
): string {
  const { id, name, processId, url } = callback;
  const of = { callbackId: id, callbackName: name, processId, urlOrigin: URL.parse(url)?.origin ?? null };
  return JSON.stringify({ type, timestamp: iso(at), data: { ...of, ...data } });
}

/** What a test of an operational callback sends. */
export function sampleNotice(at: number, newId: () => string): string {
  const callback = {
    id: newId(),
    name: "Callback 1",
    processId: newId(),
    url: "https://yourdomain.com/api/lead-callback",
  };
  return noticeBody("callback.paused", at, callback, {
    reason: "this is a test",
    automatic: true,
    failingSince: null,
  });
}
