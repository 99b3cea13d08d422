import type { ConnectTarget, Route } from "./connect.ts";

/** A URL taken apart once, for the many requests that go to it. */
export interface Target {
  /** Connections are shared by what has the same key: route and origin. */
  key: string;
  origin: string;
  /** As the Host header has it. */
  host: string;
  /** Path with query. */
  path: string;
  connect: ConnectTarget;
}

/** How many URLs are remembered; beyond that the oldest is taken apart anew. */
const mostRemembered = 4_096;

/** Takes URLs apart, remembering the last few thousand. */
export class Targets {
  #open = new Map<string, Target>();
  #fixed = new Map<string, Target>();

  /** Throws a `TypeError` where `url` is none of http or https. */
  of(url: string, route: Route): Target {
    const known = route === "open" ? this.#open : this.#fixed;
    const found = known.get(url);
    if (found !== undefined) return found;
    const target = parse(url, route);
    for (const oldest of known.keys()) {
      if (known.size < mostRemembered) break;
      known.delete(oldest);
    }
    known.set(url, target);
    return target;
  }
}

function parse(text: string, route: Route): Target {
  const { protocol, hostname, port, host, origin, pathname, search } = new URL(text);
  if (protocol !== "http:" && protocol !== "https:") throw new TypeError("the URL is neither http nor https");
  return {
    key: `${route} ${origin}`,
    origin,
    host,
    path: pathname + search,
    connect: {
      protocol,
      hostname: hostname.startsWith("[") ? hostname.slice(1, -1) : hostname,
      port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
      route,
    },
  };
}
