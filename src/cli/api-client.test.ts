import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { InstantClock } from "../../test/fakes/instant-clock.ts";
import {
  exampleProcess,
  type FakeApi,
  type FakeApiOptions,
  startFakeApi,
} from "../../test/fakes/ringback-api.ts";
import { ApiClient, type ApiClientOptions } from "./api-client.ts";
import { ApiError, problemText, UnreachableError } from "./api-errors.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const process = exampleProcess();

async function start(options: Partial<FakeApiOptions> = {}): Promise<FakeApi> {
  const api = await startFakeApi({ processes: [process], token: "rb_live_t", ...options });
  closing.push(() => api.close());
  return api;
}

function clientOf(api: { url: URL }, options: Partial<ApiClientOptions> = {}) {
  const clock = new InstantClock();
  const waits: string[] = [];
  const onWait = (ms: number, why: string): number => waits.push(`${ms} ${why}`);
  return {
    client: new ApiClient({ url: api.url, token: "rb_live_t", clock, onWait, ...options }),
    waits,
    clock,
  };
}

async function leadOn(client: ApiClient, phone = "+919876543210"): Promise<string> {
  const { success } = await client.bulkInitiate([
    {
      projectId: process.projectId,
      processId: process.id,
      name: "Asha Verma",
      firstName: "Asha",
      lastName: "Verma",
      phone,
      referenceId: `ref-${phone}`,
      metadata: {},
    },
  ]);
  return success[0]?._id ?? "";
}

describe("ApiClient", () => {
  it("reads a process, creates a lead and reports a call", async () => {
    const api = await start();
    const { client } = clientOf(api);
    expect((await client.processes()).data.map(({ id }) => id)).toEqual([process.id]);
    expect(await client.process(process.id)).toEqual(process);
    const leadId = await leadOn(client);
    const activity = { leadId, type: "call", callStatus: "completed", disposition: "Interested" } as const;
    expect(await client.report(activity, "key-1")).toMatchObject({ sequence: 1, deliveries: 1 });
    expect(api.leads.get(leadId)?.currentState).toBe("interested");
  });

  it("keeps a path of the base URL", async () => {
    const api = await start();
    const { client } = clientOf({ url: new URL("/inner", api.url) });
    await expect(client.process("p1")).rejects.toThrow("404");
    expect(api.requests).toEqual(["GET /inner/api/v1/processes/p1"]);
  });

  it("waits as long as Retry-After says, in seconds or until a date, and tries again", async () => {
    const clock = new InstantClock(Date.UTC(2026, 0, 12));
    const headers = ["3", new Date(clock.now() + 3000 + 20_000).toUTCString(), "0"];
    const api = await start({
      fault: (_method, _path, n) => {
        const retryAfter = headers[n - 1];
        return retryAfter === undefined ? undefined : { status: n === 1 ? 429 : 503, retryAfter };
      },
    });
    const { client, waits } = clientOf(api, { clock });
    expect((await client.processes()).data).toHaveLength(1);
    expect(clock.waits).toEqual([3000, 20_000, 100]);
    expect(waits[0]).toBe("3000 429 as told");
  });

  it("gives up at once where the wait is longer than a minute, and says how long", async () => {
    const api = await start({ fault: () => ({ status: 429, retryAfter: "3600" }) });
    const { client, clock } = clientOf(api);
    await expect(client.processes()).rejects.toThrow("429 as told; it asks to wait 3600 s");
    expect([clock.waits, api.requests.length]).toEqual([[], 1]);
  });

  it("gives up after a minute of waiting in all", async () => {
    const api = await start({ fault: () => ({ status: 503 }) });
    const { client, clock } = clientOf(api);
    await expect(client.processes()).rejects.toThrow(ApiError);
    const waited = clock.waits.reduce((sum, ms) => sum + ms, 0);
    expect(waited).toBeGreaterThan(50_000);
    expect(waited).toBeLessThanOrEqual(60_000);
  });

  it("reports again after a lost answer, with the same key and bytes, and once only", async () => {
    const api = await start({
      fault: (_method, path, n) => (path.endsWith("activities") && n < 4 ? "lose-answer" : undefined),
    });
    const { client } = clientOf(api);
    const leadId = await leadOn(client);
    const { sequence } = await client.report({ leadId, type: "call", callStatus: "busy" }, "key-1");
    expect(sequence).toBe(1);
    expect(api.leads.get(leadId)?.activities).toHaveLength(1);
    expect(api.requests.filter((path) => path.endsWith("activities"))).toHaveLength(3);
  });

  it("reads again after a lost answer", async () => {
    const api = await start({ fault: (_method, _path, n) => (n < 3 ? "lose-answer" : undefined) });
    const { client, waits } = clientOf(api);
    expect((await client.processes()).data).toHaveLength(1);
    expect(waits).toHaveLength(2);
  });

  it("does not repeat what is not safe to repeat", async () => {
    const api = await start({ fault: () => "lose-answer" });
    const { client } = clientOf(api);
    await expect(leadOn(client)).rejects.toThrow(UnreachableError);
    expect(api.requests).toHaveLength(1);
  });

  it("says in one line that nothing listens there", async () => {
    const api = await start();
    await api.close();
    const { client } = clientOf(api);
    const { origin } = api.url;
    await expect(client.processes()).rejects.toThrow(
      `cannot reach ${origin}: connection refused. Is Ringback running? (npm start)`,
    );
    const localhost = new ApiClient({ url: new URL(`http://localhost:${api.url.port}`), token: "t" });
    await expect(localhost.processes()).rejects.toThrow(/^cannot reach .*: connection refused/);
  });

  it("says that the token was refused", async () => {
    const { client } = clientOf(await start({ token: "another" }));
    await expect(client.processes()).rejects.toThrow(
      /the token was refused: 401 Unknown token\. Check --token/,
    );
  });

  it("reports an answer that is not JSON and a redirect, which it does not follow", async () => {
    const page = await start({ fault: () => ({ status: 200, body: "<html>" }) });
    await expect(clientOf(page).client.processes()).rejects.toThrow(/not JSON\. Is --url Ringback's/);
    let requests = 0;
    const server = createServer((_request, response) => {
      requests += 1;
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(async () => void server.close());
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await expect(clientOf({ url }).client.processes()).rejects.toThrow(/GET \/api\/v1\/processes: 302/);
    expect(requests).toBe(1);
  });

  it("stops waiting when told to", async () => {
    const api = await start({ fault: () => ({ status: 503, retryAfter: "50" }) });
    const stop = new AbortController();
    const clock = { now: Date.now, setTimeout: () => ({ cancel: () => {} }) }; // nothing ever comes due
    const onWait = (): void => void setImmediate(() => stop.abort());
    const client = new ApiClient({ url: api.url, token: "t", clock, signal: stop.signal, onWait });
    await expect(client.processes()).rejects.toThrow("503");
  });
});

describe("problemText", () => {
  it("is one line with the fields that are wrong, three at most", () => {
    const errors = ["a", "b", "c", "d"].map((path) => ({ path, message: "is wrong" }));
    expect(problemText(400, JSON.stringify({ title: "Bad Request", detail: "Invalid body", errors }))).toBe(
      "400 Invalid body (a: is wrong; b: is wrong; c: is wrong; and 1 more)",
    );
  });

  it("makes do with a compatible error, a title or nothing", () => {
    expect(problemText(403, '{"success":false,"error":"no"}')).toBe("403 no");
    expect(problemText(500, '{"title":"Oops"}')).toBe("500 Oops");
    expect(problemText(502, "<html>")).toBe("502 no explanation came with it");
    expect(problemText(502, "null")).toBe("502 no explanation came with it");
  });
});
