import { type AddressPolicy, judgeAddress, parseHost } from "./address-classes.ts";

/** `allowNames`: EGRESS_ALLOW is set, so names other than the metadata ones are judged only when dialled. */
export type UrlPolicy = AddressPolicy & { allowNames: boolean };

export type UrlVerdict =
  | {
      ok: true;
      /** As written. */
      url: string;
      /** Scheme, host and port in the URL parser's form; the default port left out. */
      origin: string;
      warnings: string[];
    }
  | { ok: false; message: string };

/** Longest Lead Update URL, in UTF-16 code units as JavaScript counts them. */
export const maxUrlLength = 2048;

/** Shown beside an http URL. */
export const httpWarning = "HTTPS is recommended: over http anyone on the way can read leads";

const example = "https://yourdomain.com/api/lead-callback";

/** Shown where no URL was written. */
export const urlNeeded = `Enter the URL that should receive the updates, such as ${example}.`;

/** Names under which clouds give out the credentials of the machine that asks; names below them too. */
const metadataNames = [
  "metadata",
  "instance-data",
  "instance-data.ec2.internal",
  "metadata.google.internal",
  "metadata.goog",
  "metadata.azure.internal",
  "metadata.tencentyun.com",
  "metadata.packet.net",
  "metadata.platformequinix.com",
  "api.metadata.cloud.ibm.com",
  "rancher-metadata",
];

/**
 * Judges a Lead Update URL on its text, as written: nothing that a URL parser would repair is accepted, so that
 * what a person reads is what is dialled. Names are not resolved; the address is judged again when dialled.
 *
 * @throws Error where `policy.allow` holds something that is no CIDR
 */
export function checkCallbackUrl(text: string, policy: UrlPolicy): UrlVerdict {
  const message = wrongCharacters(text) ?? wrongShape(text) ?? wrongHost(split(text), policy);
  if (message !== null) return { ok: false, message };
  const url = URL.parse(text);
  if (url === null) return { ok: false, message: `This is not a URL. Write one such as ${example}.` };
  return { ok: true, url: text, origin: url.origin, warnings: url.protocol === "http:" ? [httpWarning] : [] };
}

function wrongCharacters(text: string): string | null {
  if (text.trim() === "") return urlNeeded;
  if (text.length > maxUrlLength) {
    return `The URL has ${count(text.length)} characters, and at most ${count(maxUrlLength)} are possible. Shorten its path or query.`;
  }
  if (text.trim() !== text) return "The URL begins or ends with a space or line break. Remove it.";
  if (/\p{Cc}/u.test(text)) {
    return "The URL contains a control character, such as a tab or line break. Remove it.";
  }
  if (/\s/.test(text)) return "The URL contains a space. Write %20 for a space in the path or query.";
  if (/\p{Cf}/u.test(text) || !text.isWellFormed()) {
    return "The URL contains an invisible or broken character. Type that part again rather than pasting it.";
  }
  if (text.includes("\\")) {
    return "The URL contains a backslash. Write / between its parts, or %5C where a backslash is meant.";
  }
  return null;
}

/** What is wrong around the host: scheme, slashes, credentials, fragment. */
function wrongShape(text: string): string | null {
  const scheme = /^([a-z][a-z0-9+.-]*):(?!\d+(?:[/?#]|$))/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return `Write the whole URL, beginning with https://, such as ${example}.`;
  if (scheme !== "https" && scheme !== "http") {
    return `A URL that begins with ${scheme}: cannot receive updates. Write one that begins with https:// (or http://).`;
  }
  if (!/^https?:\/\/(?!\/)/i.test(text)) {
    return `After ${scheme}: come exactly two slashes and then the host, such as ${example}.`;
  }
  if (split(text).authority.includes("@")) {
    return "The URL contains a user name or password. Remove them with the @ after them, and set Authentication instead.";
  }
  if (text.includes("#")) {
    return "The URL contains a fragment, which is never sent to a server. Remove # and what follows, or write %23 where # is meant.";
  }
  return null;
}

interface Authority {
  authority: string;
  host: string;
  /** What stands after the colon; undefined without a colon. */
  port: string | undefined;
}

function split(text: string): Authority {
  const authority = /^https?:\/\/([^/?#]*)/i.exec(text)?.[1] ?? "";
  const [, host = authority, port] = /^(\[[^\]]*\]|[^:[]*)(?::(.*))?$/s.exec(authority) ?? [];
  return { authority, host, port };
}

function wrongHost({ authority, host, port }: Authority, policy: UrlPolicy): string | null {
  if (host === "" && !port?.includes(":")) {
    return `The URL has no host. Write the name of your server after the two slashes, such as ${example}.`;
  }
  if (/:.*:/.test(authority) && !authority.startsWith("[")) {
    return "The host has more than one colon. Write an IPv6 address in brackets, such as [2606:4700:4700::1111].";
  }
  if (port !== undefined && !(/^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65535)) {
    return "The port, after the colon, must be a whole number from 1 to 65535. Without colon and port, the usual one is taken.";
  }
  if (host.includes("%")) {
    return host.startsWith("[")
      ? "The address has a zone id. Write a public IPv6 address without % and what follows."
      : "The host contains a % code. Write its name in plain characters.";
  }
  const parsed = parseHost(host);
  switch (parsed.kind) {
    case "invalid":
      return `"${shortened(authority)}" is not a valid host. Check it for mistyped characters.`;
    case "name":
      return wrongName(parsed.name, policy);
    case "ipv6":
      return wrongAddress(parsed.address, policy);
    case "ipv4":
      return (
        wrongAddress(parsed.address, policy) ?? (parsed.plain ? null : oddSpelling(host, parsed.address))
      );
  }
}

function wrongAddress(address: string, policy: UrlPolicy): string | null {
  const verdict = judgeAddress(address, policy);
  if (verdict.ok) return null;
  const opened = verdict.class === "cloud metadata" ? `${address} itself` : "its range";
  return `The address ${address} is not public (${verdict.class}). Write a public one, or ask the operator to open ${opened} with EGRESS_ALLOW.`;
}

/** Programs disagree on what such numbers mean (octal or decimal), so nobody can tell where it leads. */
function oddSpelling(host: string, address: string): string {
  return `"${shortened(host)}" is an unusual spelling of an address. Write it as ${address}.`;
}

function wrongName(name: string, policy: UrlPolicy): string | null {
  if (metadataNames.some((known) => isWithin(name, known))) {
    return `"${name}" is the name of a cloud metadata service, which callbacks never reach. Write the public name of your server.`;
  }
  if (policy.allowNames || (policy.allowLoopback && name === "localhost")) return null;
  const instead = "Write a public name, or ask the operator to open its address with EGRESS_ALLOW.";
  if (isWithin(name, "localhost")) return `"${name}" is the machine that Ringback itself runs on. ${instead}`;
  if (isWithin(name, "local") || isWithin(name, "internal")) {
    return `"${name}" is a name of a private network. ${instead}`;
  }
  if (!name.includes("."))
    return `"${name}" has no dot, so it means something only in its own network. ${instead}`;
  return null;
}

function isWithin(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

function count(n: number): string {
  return n.toLocaleString("en-US");
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
