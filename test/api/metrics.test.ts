import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Receiver, startReceiver } from "../fakes/receiver.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let receiver: Receiver;
let metrics: string;
let callbackId: string;
/** The ends that a histogram's name gets when it is asked for. */
const series = /_(bucket|sum|count)$/;

beforeAll(async () => {
  [server, receiver] = await Promise.all([startTestServer(), startReceiver()]);
  const project = await server.project();
  const process = await project.process();
  const [, paused] = await project.callbacks(process.id, [
    { url: `${receiver.url}/metrics` },
    { url: `${receiver.url}/paused` },
  ]);
  callbackId = paused?.id ?? "";
  await project.api.post(`/api/v1/callbacks/${callbackId}/pause`, {});
  const lead = await project.lead(process.id);
  await project.report(lead._id, { disposition: "Interested" });
  await vi.waitFor(
    async () => {
      metrics = await read();
      expect(metrics).toContain('ringback_attempts_total{result="delivered"} 1');
    },
    { timeout: 10_000 },
  );
});
afterAll(() => Promise.all([server.stop(), receiver.close()]));

const read = async () => (await server.api().get("/metrics")).text;
const text = (file: string): string => readFileSync(file, "utf8");
const exported = () => [...metrics.matchAll(/^# TYPE (\S+) /gm)].map(([, name = ""]) => name);
const figure = (line: string) =>
  Number(new RegExp(`^${line.replace(/[{}"]/g, "\\$&")} (\\S+)$`, "m").exec(metrics)?.[1]);

describe("/metrics", () => {
  it("counts what was delivered, how late and in which commits", () => {
    expect(figure('ringback_deliveries_ended_total{status="delivered"}')).toBe(1);
    expect(figure("ringback_attempt_seconds_count")).toBe(1);
    expect(figure("ringback_first_attempt_delay_seconds_count")).toBe(1);
    expect(figure("ringback_first_attempt_delay_seconds_sum")).toBeLessThan(10);
    expect(figure("ringback_commit_size_sum")).toBeGreaterThanOrEqual(2);
    expect(figure("ringback_commit_seconds_count")).toBeGreaterThanOrEqual(2);
    expect(figure('ringback_requests_total{route="/api/v1/activities",status="2xx"}')).toBe(1);
  });

  it("tells what a callback is still owed, and how callbacks and the store do", () => {
    expect(figure('ringback_callbacks{state="paused"}')).toBe(1);
    expect(figure('ringback_callbacks{state="active"}')).toBe(1);
    expect(figure(`ringback_owed{callback="${callbackId}"}`)).toBe(1);
    expect(figure(`ringback_oldest_owed_seconds{callback="${callbackId}"}`)).toBeLessThan(60);
    expect(figure("ringback_nodes")).toBe(1);
    expect(figure("ringback_store_blocked")).toBe(0);
    expect(figure('ringback_store_thread_heap_bytes{thread="write"}')).toBeGreaterThan(1e6);
    expect(figure('ringback_database_bytes{file="database"}')).toBeGreaterThan(1_000);
    expect(figure("ringback_disk_free_bytes")).toBeGreaterThan(0);
  });

  it("has a row in docs/operating.md for each metric, and none that does not exist", () => {
    const rows = [...text("docs/operating.md").matchAll(/^\| `((?:ringback|nodejs|process)_\w+)` \|/gm)];
    const documented = rows.map(([, name]) => name);
    expect(documented.length).toBeGreaterThan(20);
    // Figures of the process come from /proc: elsewhere than on Linux some are missing.
    const here = documented.filter(
      (name) => exported().includes(name ?? "") || !name?.startsWith("process_"),
    );
    expect([...here].sort()).toEqual(exported().sort());
  });

  it.each(["deploy/grafana/ringback.json", "deploy/prometheus/ringback-alerts.yml"])(
    "has every metric that %s asks for",
    (file) => {
      const named = [...text(file).matchAll(/\b(?:ringback|nodejs|process)_[a-z0-9_]+/g)].map(
        ([name]) => name,
      );
      const asked = new Set(named.filter((name) => !file.includes(name)));
      expect(asked.size).toBeGreaterThan(8);
      const known = exported();
      const missing = [...asked].filter(
        (name) => !known.includes(name) && !known.includes(name.replace(series, "")),
      );
      expect(missing).toEqual([]);
    },
  );
});
