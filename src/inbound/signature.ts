import { createHash, timingSafeEqual } from "node:crypto";

/** What of a request a provider may have signed. */
export interface SignedRequest {
  /** A header by its name in lower case, or null. */
  header(name: string): string | null;
  /** The URLs that the provider may know us by: the public one, and what a trusted proxy says was asked for. */
  urls: readonly string[];
  /** The body as it came. */
  bytes: Buffer;
  /** Its fields, where it is a form. */
  form: Record<string, unknown>;
  /** ms since the epoch */
  now: number;
}

/** Whether a request proves that it comes from whoever holds the secret. */
export type Verify = (request: SignedRequest, secret: string) => boolean;

/** Compares without telling by its time where texts differ, or how long the right one is. */
export function sameText(given: string, right: string): boolean {
  const digest = (of: string) => createHash("sha256").update(of).digest();
  return timingSafeEqual(digest(given), digest(right));
}
