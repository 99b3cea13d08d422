/** Longest Auth Key, in characters. */
export const maxAuthKeyLength = 128;
/** Longest Bearer Token or Auth Value, in characters: servers commonly take 8 KiB for all headers together. */
export const maxSecretLength = 4096;

/** What HTTP (RFC 9110, 9112), tracing (W3C Trace Context) or Ringback itself sets on a request. */
const takenNames: ReadonlySet<string> = new Set([
  "accept",
  "accept-encoding",
  "connection",
  "content-encoding",
  "content-language",
  "content-length",
  "content-location",
  "content-range",
  "content-type",
  "date",
  "expect",
  "host",
  "http2-settings",
  "keep-alive",
  "te",
  "traceparent",
  "tracestate",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
  "via",
]);
const takenPrefixes = ["proxy-", "ringback-", "webhook-"];

/**
 * What is wrong with the Auth Key of a custom auth header, in words for the person, or null. It must be a field
 * name (a token of RFC 9110, section 5.6.2) and none that Ringback or HTTP sets; `Authorization` may be chosen.
 */
export function checkAuthKey(key: string): string | null {
  if (key.trim() === "") return "Enter the name of the header, such as X-API-Key.";
  if (key.length > maxAuthKeyLength) return `The Auth Key can have at most ${maxAuthKeyLength} characters.`;
  if (key.trim() !== key) return "The Auth Key begins or ends with a space. Remove it.";
  if (key.includes(":")) {
    return "The Auth Key contains a colon. Write the header's name alone, such as X-API-Key, and its value under Auth Value.";
  }
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(key)) {
    return "The Auth Key can only have letters, digits and - _ . and the like, without spaces. An example is X-API-Key.";
  }
  const name = key.toLowerCase();
  if (takenNames.has(name) || takenPrefixes.some((prefix) => name.startsWith(prefix))) {
    return `${key} is a header that Ringback or HTTP itself sets. Choose another name, such as X-API-Key.`;
  }
  return null;
}

/** What is wrong with the Auth Value of a custom auth header, in words for the person, or null. */
export function checkAuthValue(value: string): string | null {
  return wrongFieldValue(value, "Auth Value");
}

/** What is wrong with a Bearer Token (the part after `Bearer `), in words for the person, or null. */
export function checkBearerToken(token: string): string | null {
  if (/^bearer\s/i.test(token)) return "Leave out the word Bearer: it is written before the token when sent.";
  const message = wrongFieldValue(token, "Bearer Token");
  if (message === null && token.includes(" ")) return "The Bearer Token contains a space. Remove it.";
  return message;
}

/** The rules of a field value (RFC 9110, section 5.5), narrowed to visible characters with spaces between. */
function wrongFieldValue(value: string, label: string): string | null {
  if (value.trim() === "") return `Enter the ${label}.`;
  if (value.length > maxSecretLength) {
    return `The ${label} can have at most ${maxSecretLength.toLocaleString("en-US")} characters.`;
  }
  if (/\p{Cc}/u.test(value)) {
    return `The ${label} contains a control character, such as a tab or line break. Remove it.`;
  }
  if (value.trim() !== value) return `The ${label} begins or ends with a space. Remove it.`;
  if (!/^[\x20-\x7e\xa1-\xac\xae-\xff]*$/.test(value)) {
    return `The ${label} contains a character that no header can carry. Use Latin letters, digits and common signs.`;
  }
  return null;
}
