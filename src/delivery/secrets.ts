/** The callback's own authentication, as it is sent. */
export interface AuthHeader {
  name: string;
  value: string;
}

const veil = "••••";
/** Shorter secrets are not looked for in answers: they stand there by chance. */
const shortestSought = 8;

/** A secret as it may be shown: its scheme, if it has one, and its last four characters if it has 12 or more. */
export function masked(value: string): string {
  const secret = bare(value);
  const scheme = value.slice(0, value.length - secret.length);
  return `${scheme}${veil}${secret.length >= 12 ? secret.slice(-4) : ""}`;
}

/** Hides the secret in what a receiver answered: some echo all that they get, and answers are kept and shown. */
export function redacted(text: string, auth: AuthHeader | null): string {
  if (auth === null) return text;
  const secret = bare(auth.value);
  return secret.length >= shortestSought && text.includes(secret) ? text.replaceAll(secret, veil) : text;
}

/** The same for each value of a set of headers. */
export function redactedHeaders(
  headers: Record<string, string | string[]>,
  auth: AuthHeader | null,
): Record<string, string | string[]> {
  if (auth === null) return headers;
  for (const [name, value] of Object.entries(headers)) {
    headers[name] = Array.isArray(value) ? value.map((each) => redacted(each, auth)) : redacted(value, auth);
  }
  return headers;
}

/** What is secret of the value of an auth header: without `Bearer` or `Basic`. */
function bare(value: string): string {
  const start = value.startsWith("Bearer ") ? 7 : value.startsWith("Basic ") ? 6 : 0;
  return value.slice(start);
}
