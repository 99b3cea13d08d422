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
import { ApiProblem, type ClientOptions, NoAnswer, RingbackClient } from "./index.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const process = exampleProcess();
const processes = "/api/v1/processes";

async function start(options: Partial<FakeApiOptions> = {}): Promise<FakeApi> {
  const api = await startFakeApi({ processes: [process], token: "rb_live_t", ...options });
  closing.push(() => api.close());
  return api;
}

function clientOf(api: { url: URL }, options: Partial<ClientOptions> = {}, clock = new InstantClock()) {
  const waits: string[] = [];
  const client = new RingbackClient({
    url: api.url,
    token: "rb_live_t",
    onWait: (ms, why) => void waits.push(`${ms} ${why}`),
    now: () => clock.now(),
    sleep: (ms) => new Promise((resolve) => clock.setTimeout(resolve, ms)),
    ...options,
  });
  return { client, waits, clock };
}

async function leadOn(client: RingbackClient, phone = "+919876543210"): Promise<string> {
  const lead = { projectId: process.projectId, processId: process.id, name: "Asha Verma", phone };
  const leads = [{ ...lead, referenceId: `ref-${phone}`, metadata: {} }];
  const { success } = await client.post("/api/v1/leads/bulk/initiate", { body: { leads } });
  return success[0]?._id ?? "";
}

/** The error that a request rejects with. */
const failure = (request: Promise<unknown>): Promise<unknown> =>
  request.then(
    () => null,
    (error: unknown) => error,
  );

describe("RingbackClient", () => {
  it("reads a process, creates a lead and reports a call", async () => {
    const api = await start();
    const { client } = clientOf(api);
    expect((await client.get(processes)).data.map(({ id }) => id)).toEqual([process.id]);
    expect(await client.get(`${processes}/{id}`, { path: { id: process.id } })).toEqual(process);
    const leadId = await leadOn(client);
    const body = { leadId, type: "call", callStatus: "completed", disposition: "Interested" } as const;
    const { data } = await client.post("/api/v1/activities", { body, idempotencyKey: "key-1" });
    expect(data).toMatchObject({ sequence: 1, deliveries: 1 });
    expect(api.leads.get(leadId)?.currentState).toBe("interested");
  });

  it("keeps a path of the base URL, and puts ids in as one segment", async () => {
    const api = await start();
    const { client } = clientOf({ url: new URL("/inner", api.url) });
    await expect(client.get(`${processes}/{id}`, { path: { id: "p/1" } })).rejects.toThrow("404");
    expect(api.requests).toEqual(["GET /inner/api/v1/processes/p%2F1"]);
  });

  it("goes through every page of a list, one when it is needed", async () => {
    const pages = [["a", "b"], [], ["c"]];
    const asked: string[] = [];
    const api = await start({
      deliveries: (query) => {
        asked.push(`${query.get("status")} ${query.get("cursor")}`);
        const at = Number(query.get("cursor"));
        const data = (pages[at] ?? []).map((id) => ({ id }));
        return { data, nextCursor: at < 2 ? String(at + 1) : null };
      },
    });
    const seen: string[] = [];
    const list = clientOf(api).client.list("/api/v1/deliveries", { query: { status: "failed" } });
    for await (const { id } of list) {
      seen.push(id);
      if (id === "b") expect(asked).toHaveLength(1);
    }
    expect(seen).toEqual(["a", "b", "c"]);
    expect(asked).toEqual(["failed null", "failed 1", "failed 2"]);
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
    const { client, waits } = clientOf(api, {}, clock);
    expect((await client.get(processes)).data).toHaveLength(1);
    expect(clock.waits).toEqual([3000, 20_000, 100]);
    expect(waits[0]).toBe("3000 429 as told");
  });

  it("gives up at once where the wait is longer than it may be, and says how long", async () => {
    const api = await start({ fault: () => ({ status: 429, retryAfter: "3600" }) });
    const { client, clock } = clientOf(api);
    expect(await failure(client.get(processes))).toMatchObject({ status: 429, retryAfterMs: 3_600_000 });
    expect([clock.waits, api.requests.length]).toEqual([[], 1]);
    const never = clientOf(api, { mostWaitMs: 0 });
    await expect(never.client.get(processes)).rejects.toThrow("429");
  });

  it("gives up after a minute of waiting in all", async () => {
    const api = await start({ fault: () => ({ status: 503 }) });
    const { client, clock } = clientOf(api);
    await expect(client.get(processes)).rejects.toThrow(ApiProblem);
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
    const body = { leadId, type: "call", callStatus: "busy" } as const;
    const { data } = await client.post("/api/v1/activities", { body, idempotencyKey: "key-1" });
    expect(data).toMatchObject({ sequence: 1 });
    expect(api.leads.get(leadId)?.activities).toHaveLength(1);
    expect(api.requests.filter((path) => path.endsWith("activities"))).toHaveLength(3);
  });

  it("reads again after a lost answer, and repeats nothing else", async () => {
    const api = await start({ fault: (_method, _path, n) => (n < 3 ? "lose-answer" : undefined) });
    const { client, waits } = clientOf(api);
    expect((await client.get(processes)).data).toHaveLength(1);
    expect(waits).toHaveLength(2);
    const cut = await start({ fault: () => "lose-answer" });
    expect(await failure(leadOn(clientOf(cut).client))).toMatchObject({ name: "NoAnswer", cut: true });
    expect(cut.requests).toHaveLength(1);
  });

  it("says of a problem what is wrong, field by field", async () => {
    const errors = ["a", "b", "c", "d"].map((path) => ({ path, message: "is wrong" }));
    const body = JSON.stringify({ title: "Bad Request", detail: "Invalid body", errors });
    const api = await start({ fault: () => ({ status: 400, body }) });
    const error = await failure(clientOf(api).client.get(processes));
    expect(error).toBeInstanceOf(ApiProblem);
    expect(error).toMatchObject({
      errors,
      message: "GET /api/v1/processes: 400 Invalid body (a: is wrong; b: is wrong; c: is wrong; and 1 more)",
    });
  });

  it.each([
    [403, '{"success":false,"error":"no"}', "403 no"],
    [500, '{"title":"Oops"}', "500 Oops"],
    [502, "<html>", "502 no explanation came with it"],
    [502, "null", "502 no explanation came with it"],
  ])("makes do with what a %i carries: %s", async (status, body, text) => {
    const api = await start({ fault: () => ({ status, body }) });
    expect(await failure(clientOf(api).client.get(processes))).toMatchObject({ status, text });
  });

  it("takes no redirect, and no page for JSON", async () => {
    const page = await start({ fault: () => ({ status: 200, body: "<html>" }) });
    expect(await failure(clientOf(page).client.get(processes))).toMatchObject({ status: 200, problem: null });
    let requests = 0;
    const server = createServer((_request, response) => {
      requests += 1;
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(async () => void server.close());
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(await failure(clientOf({ url }).client.get(processes))).toMatchObject({ status: 302 });
    expect(requests).toBe(1);
  });

  it("gives up on a server that does not answer in time", async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(async () => {
      server.closeAllConnections();
      server.close();
    });
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const { client } = clientOf({ url }, { timeoutMs: 50 });
    expect(await failure(client.get(processes))).toMatchObject({
      name: "NoAnswer",
      timedOut: true,
      cut: false,
    });
  });

  it("stops waiting when told to, and ends a request by its own signal", async () => {
    const api = await start({ fault: () => ({ status: 503, retryAfter: "50" }) });
    const stop = new AbortController();
    const client = new RingbackClient({
      url: api.url,
      token: "rb_live_t",
      signal: stop.signal,
      onWait: () => void setImmediate(() => stop.abort()),
    });
    await expect(client.get(processes)).rejects.toThrow("503");
    const signal = AbortSignal.abort();
    await expect(clientOf(api).client.get(processes, { signal })).rejects.toThrow("aborted");
  });

  it("says that nothing listens there", async () => {
    const api = await start();
    await api.close();
    const error = await failure(clientOf(api).client.get(processes));
    expect(error).toBeInstanceOf(NoAnswer);
    expect(error).toMatchObject({ code: "ECONNREFUSED", origin: api.url.origin });
  });
});
