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

/**
 * Hides the secret in what a receiver answered: some echo all that they get, and answers are kept and shown. It is
 * found as it is, and as JSON, URLs and HTML write it; a long part of it at the end, where a body was cut, too.
 */
export function redacted(text: string, auth: AuthHeader | null): string {
  if (auth === null || text.length < shortestSought) return text;
  const secret = bare(auth.value);
  return secret.length < shortestSought ? text : withoutTail(text.replace(patternOf(auth), veil), secret);
}

function withoutTail(text: string, secret: string): string {
  for (let length = secret.length - 1; length >= shortestSought; length -= 1) {
    if (text.endsWith(secret.slice(0, length))) return text.slice(0, -length) + veil;
  }
  return text;
}

const patterns = new WeakMap<AuthHeader, RegExp>();

/** Kept with the header, which lives as long as the callback's settings stay. */
function patternOf(auth: AuthHeader): RegExp {
  let pattern = patterns.get(auth);
  if (pattern === undefined) {
    pattern = new RegExp(Array.from(bare(auth.value), waysToWrite).join(""), "gi");
    patterns.set(auth, pattern);
  }
  return pattern;
}

const htmlNames: Record<string, string> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos" };

/** A pattern of one character as it is, after backslashes, and as JSON (`\u0026`), URLs (`%26`) and HTML have it. */
function waysToWrite(character: string): string {
  if (/[0-9a-z]/i.test(character)) return character;
  const code = character.charCodeAt(0);
  const hex = code.toString(16).padStart(2, "0");
  const itself = `\\u${hex.padStart(4, "0")}`;
  const html = `&(?:${htmlNames[character] ?? "nothing"}|#0*${code}|#x0*${hex});`;
  return `(?:%${hex}|${html}|\\\\{1,7}u00${hex}|\\\\{0,7}${itself})`;
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
