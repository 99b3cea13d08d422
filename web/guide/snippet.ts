/** What the code for receivers depends on. */
export interface Receiving {
  /** `v1`: HMAC-SHA256 under a shared secret; `v1a`: ed25519, of which the receiver has the public key. */
  signing: "v1" | "v1a";
  /** The name of the callback's own authentication header; null without one. */
  authHeader: string | null;
  /** The path of the Lead Update URL. */
  path: string;
}

/**
 * A whole program that receives callbacks, in one language. It listens on `PORT` (4000), reads the secret from
 * `RINGBACK_SECRET` and, where the callback authenticates itself, the whole value of that header from
 * `RINGBACK_AUTH`; it answers 401 to what is not genuine or older than five minutes, and 200 at once.
 */
export interface Snippet {
  language: string;
  /** For the highlighter, and the name of the file. */
  highlight: string;
  file: string;
  /** How to run it. */
  run: string;
  code: (receiving: Receiving) => string;
}

/** Lines that are there only where `when` holds. */
export const only = (when: boolean, text: string): string => (when ? text : "");
