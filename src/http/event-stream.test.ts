import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeClock } from "../../test/fakes/clock.ts";
import { type EventSource, openEvents } from "../../test/support/event-source.ts";
import { EventStream } from "./event-stream.ts";

let clock: FakeClock;
let server: Server;
let response: ServerResponse;
let stream: EventStream;
let reader: EventSource;
let allowed: boolean;
beforeEach(async () => {
  clock = new FakeClock();
  allowed = true;
  server = createServer((_request, answer) => {
    response = answer;
    stream = new EventStream(answer, {
      clock,
      reset: () => "event: reset\nid: r\ndata: {}\n\n",
      allowed: async () => allowed,
    });
    stream.begin({}, "id: first\n\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  reader = await openEvents(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {});
});
afterEach(async () => {
  reader.close();
  await new Promise((resolve) => server.close(resolve));
});

const event = (n: number) => `event: delivery\nid: ${n}\ndata: {"pad":"${"x".repeat(10_000)}"}\n\n`;

/** Sends 40 MB, more than sockets hold, to a reader that stands still. */
async function overrun(): Promise<void> {
  reader.pause();
  for (let n = 0; n < 4_000; n += 1) {
    stream.send(event(n));
    if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("EventStream", () => {
  it("keeps little for a slow reader, and resets it once it reads again", async () => {
    await overrun();
    expect(response.writableLength).toBeLessThan(300 * 1024);
    reader.resume();
    await vi.waitFor(() => expect(reader.events().at(-1)?.name).toBe("reset"));
    const events = reader.events();
    expect(events.length).toBeLessThan(4_000);
    // Wherever something is missing, a reset stands.
    let expected: number | null = 0;
    for (const { name, id } of events) {
      if (name !== "reset") expect(Number(id)).toBe(expected ?? Number(id));
      expected = name === "reset" ? null : Number(id) + 1;
    }
    stream.send(event(9_999));
    await vi.waitFor(() => expect(reader.events().at(-1)?.id).toBe("9999"));
  });

  it("cuts off a reader that stands still for a heartbeat", async () => {
    await overrun();
    await clock.advance(15_000);
    expect(response.destroyed).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it("ends at once for a reader that stands still", async () => {
    await overrun();
    stream.end();
    expect(response.destroyed).toBe(true);
  });

  it("waits for the last bytes of a reader at most a second", async () => {
    stream.send("data: {}\n\n");
    stream.end();
    await reader.ended;
    expect(reader.text()).toMatch(/data: \{\}\n\n$/);
    await vi.waitFor(() => expect(clock.pending).toBe(0));
  });

  it("ends at the next heartbeat once whoever reads may not any more", async () => {
    await clock.advance(15_000);
    allowed = false;
    await clock.advance(15_000);
    await reader.ended;
    expect(reader.text().match(/: heartbeat/g)).toHaveLength(2);
  });
});
