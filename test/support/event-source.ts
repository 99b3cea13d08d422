import { type IncomingMessage, request } from "node:http";

export interface StreamedEvent {
  name: string;
  id: string;
  data: Record<string, unknown>;
}

/** An open stream of server-sent events, read as a browser reads it. */
export interface EventSource {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  /** The body so far, as it came. */
  text(): string;
  /** Events so far; comments and bare positions are none. */
  events(): StreamedEvent[];
  /** The position to come back with. */
  lastEventId(): string;
  /** Fulfils when the server ends the stream. */
  readonly ended: Promise<void>;
  /** Reads no more until `resume`. */
  pause(): void;
  resume(): void;
  close(): void;
}

/** Opens `GET url`; fulfils with the head of the answer. */
export function openEvents(url: string, headers: Record<string, string>): Promise<EventSource> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        body += part;
      });
      const ended = new Promise<void>((done) => response.on("close", done).on("error", () => done()));
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        text: () => body,
        events: () => blocks(body).flatMap(eventOf),
        lastEventId: () => [...body.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? "",
        ended,
        pause: () => response.pause(),
        resume: () => response.resume(),
        close: () => response.destroy(),
      });
    });
    sent.on("error", reject).end();
  });
}

/** Whole blocks; the last one may not have come in full. */
const blocks = (body: string) => body.split("\n\n").slice(0, -1);

function eventOf(block: string): StreamedEvent[] {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
  const data = field("data");
  if (data === undefined) return [];
  return [
    {
      name: field("event") ?? "message",
      id: field("id") ?? "",
      data: JSON.parse(data) as Record<string, unknown>,
    },
  ];
}
