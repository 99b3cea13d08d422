import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InstantClock } from "../../test/fakes/instant-clock.ts";
import {
  exampleProcess,
  type FakeApi,
  type FakeApiOptions,
  startFakeApi,
} from "../../test/fakes/ringback-api.ts";
import { Sink } from "../../test/fakes/sink.ts";
import { planLeads } from "./simulate/plan.ts";
import { type SimulateOptions, simulate } from "./simulate.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

let clock: InstantClock;
beforeEach(() => {
  clock = new InstantClock(Date.now());
});

async function start(options: Partial<FakeApiOptions> = {}): Promise<FakeApi> {
  const api = await startFakeApi({
    processes: [exampleProcess()],
    token: "rb_live_t",
    now: () => clock.now(),
    ...options,
  });
  closing.push(() => api.close());
  return api;
}

async function run(api: FakeApi, options: Partial<SimulateOptions> = {}, stop = new AbortController()) {
  const out = new Sink();
  const notes = new Sink();
  const startedAt = clock.now();
  const waited = clock.waits.length;
  let error: unknown = null;
  await simulate(
    { url: api.url, token: "rb_live_t", leads: 12, rate: 5, seed: "s", update: true, ...options },
    { clock, signal: stop.signal, out, notes: notes.as(false) },
  ).catch((thrown: unknown) => {
    error = thrown;
  });
  return {
    said: out.text,
    error,
    tookMs: clock.now() - startedAt,
    waits: clock.waits.slice(waited),
    notes: notes.text,
  };
}

const isReport = (request: string): boolean => request === "POST /api/v1/activities";

describe("ringback simulate", () => {
  it("creates the leads and reports exactly what was planned, each lead in its order", async () => {
    const process = exampleProcess();
    const api = await start({ processes: [process] });
    const { said, error, tookMs } = await run(api);
    expect(error).toBeNull();
    const plans = planLeads(process, { seed: "s", leads: 12, updates: true });
    const leads = [...api.leads.values()];
    expect(leads.map(({ name }) => name)).toEqual(
      plans.map(({ person }) => `${person.firstName} ${person.lastName}`),
    );
    leads.forEach((lead, i) => {
      const planned = (plans[i]?.steps ?? []).flatMap((step) => {
        if (step.type === "update") return [];
        if (step.type === "schedule") return ["schedule"];
        return [
          step.type === "call-begins" ? "in-progress" : `${step.call.callStatus} ${step.call.disposition}`,
        ];
      });
      const reported = lead.activities.map(({ type, callStatus, disposition }) => {
        if (type === "schedule") return "schedule";
        return disposition === undefined ? callStatus : `${String(callStatus)} ${String(disposition)}`;
      });
      expect(reported).toEqual(planned);
      expect(lead.onCall).toBeNull();
    });
    expect(api.updates.length).toBeGreaterThan(0);
    const steps = plans.reduce((sum, { steps }) => sum + steps.length, 0);
    expect(api.requests.filter(isReport).length + api.updates.length).toBe(steps);
    expect(tookMs).toBeGreaterThanOrEqual(((steps - 1) * 1000) / 5);
    expect(tookMs).toBeLessThan((steps * 1000) / 5 + 2000);
    expect(said).toContain(`Process OutReach Plan (hinglish) (${process.id}), seed s`);
    expect(said).toContain("Created 12 leads, SIM-");
    expect(said).toMatch(
      /Done after [\d.]+ s: \d+ calls \(\d+ completed.*\), \d+ call backs? scheduled, \d+ updates?, 0 leads dropped/,
    );
    expect(said).toContain("Deliveries: none. Has the process an enabled callback?");
  });

  it("reports times that fit each other and are not in the future", async () => {
    const api = await start();
    await run(api);
    for (const { activities } of api.leads.values()) {
      const began = new Map<unknown, unknown>();
      for (const { providerCallId, callStatus, startedAt, endedAt, type, ...rest } of activities) {
        const recordedAt = Date.parse(String(rest.recordedAt));
        if (type === "schedule") expect(Date.parse(String(rest.scheduledAt))).toBeGreaterThan(recordedAt);
        else if (callStatus === "in-progress") began.set(providerCallId, startedAt);
        else {
          expect(startedAt).toBe(began.get(providerCallId));
          expect(Date.parse(String(endedAt))).toBeGreaterThan(Date.parse(String(startedAt)));
          expect(Date.parse(String(endedAt))).toBeLessThanOrEqual(recordedAt);
        }
      }
      expect(began.size).toBeGreaterThan(0);
    }
  });

  it("never updates a lead while it is on a call", async () => {
    const api = await start();
    await run(api, { leads: 60, rate: 1000 });
    expect(api.updates.length).toBeGreaterThan(5);
    expect(api.updates.every(({ duringCall }) => duringCall === false)).toBe(true);
  });

  it("leaves updates out with --no-update, and names the leads anew in a second run", async () => {
    const api = await start();
    await run(api, { update: false });
    const again = await run(api, { update: false });
    expect(again.error).toBeNull();
    expect(api.updates).toEqual([]);
    expect(api.leads.size).toBe(24);
  });

  it("takes the first active process, or the one that was named", async () => {
    const [archived, paused, active, other] = [1, 2, 3, 4].map(() => exampleProcess()) as [
      ReturnType<typeof exampleProcess>,
      ReturnType<typeof exampleProcess>,
      ReturnType<typeof exampleProcess>,
      ReturnType<typeof exampleProcess>,
    ];
    archived.status = "archived";
    paused.status = "paused";
    const api = await start({ processes: [archived, paused, active, other] });
    expect((await run(api, { leads: 1 })).said).toContain(active.id);
    expect((await run(api, { leads: 1, process: other.id })).said).toContain(other.id);
    const { error } = await run(await start({ processes: [archived] }));
    expect(error).toMatchObject({ message: expect.stringContaining("no active process") });
  });

  it("waits as long as the server asks, says so, and loses nothing", async () => {
    let told = 0;
    const api = await start({
      fault: (_method, path, n) => {
        if (!path.endsWith("/activities") || n % 7 !== 0 || told >= 3) return undefined;
        told += 1;
        return { status: told === 2 ? 503 : 429, retryAfter: "4" };
      },
    });
    const { said, error, waits, notes } = await run(api);
    expect(error).toBeNull();
    expect(told).toBe(3);
    expect(waits.filter((ms) => ms === 4000)).toHaveLength(3);
    expect(notes).toContain("waiting 4.0 s: 429 as told");
    expect(said).toContain("0 leads dropped");
    const reported = [...api.leads.values()].reduce((sum, { activities }) => sum + activities.length, 0);
    expect(reported).toBe(api.requests.filter(isReport).length - 3);
  });

  it("reports nothing twice when answers are lost", async () => {
    const lost = new Set<number>();
    const api = await start({
      fault: (_method, path, n) => {
        if (!path.endsWith("/activities") || n % 5 !== 0) return undefined;
        lost.add(n);
        return "lose-answer";
      },
    });
    const { error } = await run(api);
    expect(error).toBeNull();
    expect(lost.size).toBeGreaterThan(3);
    for (const { activities } of api.leads.values()) {
      const ends = activities
        .filter(({ callStatus }) => callStatus !== "in-progress")
        .map((one) => one.providerCallId);
      const calls = ends.filter((id) => id !== undefined);
      expect(new Set(calls).size).toBe(calls.length);
    }
  });

  it("goes on after a refusal and says why", async () => {
    let refusals = 0;
    const api = await start({
      fault: (_method, path) => {
        if (!path.endsWith("/activities") || refusals >= 2) return undefined;
        refusals += 1;
        return { status: 400 };
      },
    });
    const { said, error } = await run(api);
    expect(error).toBeNull();
    expect(said).toMatch(/2 leads dropped\n {2}POST \/api\/v1\/activities: 400 as told/);
    expect([...api.leads.values()].filter(({ activities }) => activities.length === 0)).toHaveLength(2);
  });

  it("drops only the lead whose update was lost on the way, as that is not safe to repeat", async () => {
    let lost = 0;
    const api = await start({
      fault: (_method, path) => {
        if (!path.endsWith("/leads/update") || lost > 0) return undefined;
        lost += 1;
        return "lose-answer";
      },
    });
    const { said, error } = await run(api);
    expect(error).toBeNull();
    expect(said).toMatch(/1 lead dropped\n {2}cannot reach/);
  });

  it("stops in one line when the server goes away, having said what was done", async () => {
    const api = await start({
      fault: (_method, path, n) => {
        if (path.endsWith("/activities") && n > 10) void api.close();
        return undefined;
      },
    });
    const { said, error } = await run(api);
    expect(error).toMatchObject({
      message: `cannot reach ${api.url.origin}: connection refused. Is Ringback running? (npm start)`,
    });
    expect(said).toMatch(/Stopped after .* \d+ calls?/);
  });

  it("stops at once when told to, and sums up what was done", async () => {
    const stop = new AbortController();
    const api = await start({
      fault: (_method, _path, n) => {
        if (n === 8) stop.abort();
        return undefined;
      },
    });
    const { said, error } = await run(api, {}, stop);
    expect(error).toBeNull();
    expect(said).toMatch(/Stopped after/);
    expect(api.requests.filter(isReport).length).toBeLessThan(10);
  });

  it("explains a missing token and a server that is not there", async () => {
    const api = await start();
    const { token: _, ...tokenless }: SimulateOptions = {
      url: api.url,
      token: "t",
      leads: 1,
      rate: 1,
      update: true,
    };
    const world = { clock, signal: new AbortController().signal };
    const streams = { out: new Sink(), notes: new Sink().as(false) };
    await expect(simulate(tokenless, { ...world, ...streams })).rejects.toThrow(
      /--token or set RINGBACK_TOKEN/,
    );
    await api.close();
    expect((await run(api)).error).toMatchObject({
      message: expect.stringMatching(/^cannot reach http.*refused/),
    });
  });
});

describe("what became of the deliveries", () => {
  const delivery = (status: string, more: Record<string, unknown> = {}) => ({
    id: "d",
    status,
    paused: false,
    nextAttemptAt: null,
    hint: null,
    ...more,
  });

  it("waits for those in flight, then counts them over all pages, with the commonest hint", async () => {
    let polls = 0;
    const hint = "Nothing listens there.";
    const queries: URLSearchParams[] = [];
    const api = await start({
      deliveries: (query) => {
        queries.push(query);
        if (query.get("status") === "pending") {
          polls += 1;
          return { data: polls < 4 ? [delivery("pending")] : [], nextCursor: null };
        }
        if (query.get("cursor") === null)
          return { data: [delivery("delivered"), delivery("held")], nextCursor: "c2" };
        return { data: [delivery("failed", { hint }), delivery("delivered", { hint })], nextCursor: null };
      },
    });
    const { said } = await run(api, { leads: 2 });
    expect(polls).toBe(4);
    expect(said).toContain(`Deliveries: 2 delivered, 1 waiting, 1 failed\n  1 ×: ${hint}`);
    const process = [...api.leads.values()][0]?.processId;
    const since = queries[0]?.get("since");
    expect(queries.every((query) => query.get("processId") === process && query.get("since") === since)).toBe(
      true,
    );
    const first = [...api.leads.values()].flatMap(({ activities }) =>
      activities.map(({ recordedAt }) => String(recordedAt)),
    );
    expect(since).toBe(first.sort()[0]);
    expect(said).toContain(`/api/v1/deliveries?processId=${String(process)}&since=${since}`);
  });

  it("waits ten seconds at most, and for no retry of later nor a paused callback", async () => {
    const busy = await start({ deliveries: () => ({ data: [delivery("pending")], nextCursor: null }) });
    const halfSeconds = ({ waits }: { waits: number[] }): number => waits.filter((ms) => ms === 500).length;
    const patient = await run(busy, { leads: 1, rate: 1000 });
    expect(halfSeconds(patient)).toBe(20);
    expect(patient.said).toContain("0 delivered, 1 waiting, 0 failed");
    const nextAttemptAt = new Date(clock.now() + 300_000).toISOString();
    const later = [delivery("pending", { nextAttemptAt }), delivery("pending", { paused: true })];
    const waiting = await start({ deliveries: () => ({ data: later, nextCursor: null }) });
    const brief = await run(waiting, { leads: 1, rate: 1000 });
    expect(halfSeconds(brief)).toBe(0);
    expect(brief.said).toContain("0 delivered, 2 waiting (1 for a paused callback), 0 failed");
  });
});
