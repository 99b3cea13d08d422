import { afterEach, describe, expect, it } from "vitest";
import { createLog } from "../../src/platform/log.ts";
import { OtlpExporter } from "../../src/platform/otlp-exporter.ts";
import type { EndedSpan } from "../../src/platform/tracing.ts";
import { type Receiver, startReceiver } from "../fakes/receiver.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const given = `00-${traceId}-00f067aa0ba902b7-01`;

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code?: number };
  attributes: { key: string; value: Record<string, string> }[];
}
interface Export {
  resourceSpans: { resource: Pick<Span, "attributes">; scopeSpans: { spans: Span[] }[] }[];
}

/** A collector that keeps what it is sent, as OpenTelemetry's takes it: OTLP as JSON. */
async function startCollector() {
  const collector = await startReceiver();
  closing.push(() => collector.close());
  const spans = () =>
    collector.requests.flatMap(({ body }) =>
      (JSON.parse(body) as Export).resourceSpans.flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap((one) => one.spans),
      ),
    );
  return { collector, spans };
}

const attributesOf = (span: Span | undefined) =>
  Object.fromEntries((span?.attributes ?? []).map(({ key, value }) => [key, Object.values(value)[0]]));

async function setting(env: Record<string, string>): Promise<{
  server: TestServer;
  receiver: Receiver;
  report: (headers?: Record<string, string>) => Promise<string>;
}> {
  // The first attempt fails, so that the second is of what the database kept.
  const receiver = await startReceiver({ answer: (_request, n) => ({ status: n === 1 ? 500 : 200 }) });
  closing.push(() => receiver.close());
  const server = await startTestServer({ env: { RETRY_SCHEDULE: "10ms", ...env } });
  closing.push(() => server.stop());
  const project = await server.project();
  const process = await project.process();
  await project.callbacks(process.id, [{ url: `${receiver.url}/hook?key=in-the-url` }]);
  const lead = await project.lead(process.id);
  const report = async (headers: Record<string, string> = {}) => {
    const body = { leadId: lead._id, type: "call", callStatus: "completed" };
    const answer = await project.api.post("/api/v1/activities", body, headers);
    return String(answer.headers["x-request-id"]);
  };
  return { server, receiver, report };
}

describe("traces", () => {
  it("go from a report to its receiver, at every attempt, where nothing is exported", async () => {
    const { receiver, report } = await setting({});
    await report({ traceparent: given });
    await receiver.waitFor(2);
    await report({ traceparent: "not one" });
    await receiver.waitFor(3);
    expect(receiver.requests.map(({ headers }) => headers.traceparent)).toEqual([given, given, undefined]);
  });

  it("have a span for the report and one below it for each attempt, exported by OTLP", async () => {
    const { collector, spans } = await startCollector();
    const { receiver, report, server } = await setting({
      OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`,
      OTEL_EXPORTER_OTLP_HEADERS: "x-collector-key=a%20key",
      OTEL_SERVICE_NAME: "calls",
    });
    const requestId = await report({ traceparent: given });
    await receiver.waitFor(2);
    const own = () => spans().filter((span) => span.traceId === traceId);
    await expect.poll(() => own().length, { timeout: 15_000 }).toBe(3);
    const request = own().find(({ kind }) => kind === 2);
    const attempts = own().filter(({ kind }) => kind === 3);
    expect(request).toMatchObject({
      name: "POST /api/v1/activities",
      parentSpanId: "00f067aa0ba902b7",
      status: {},
    });
    expect(attributesOf(request)).toMatchObject({
      "http.route": "/api/v1/activities",
      "http.response.status_code": "201",
      "ringback.request.id": requestId,
    });
    expect(attempts.map(({ name, parentSpanId, status }) => [name, parentSpanId, status])).toEqual([
      ["deliver", request?.spanId, { code: 2 }],
      ["deliver", request?.spanId, {}],
    ]);
    expect(attributesOf(attempts[1])).toMatchObject({
      "server.address": "127.0.0.1",
      "http.response.status_code": "200",
      "ringback.attempt": "2",
      "ringback.delivery.id": receiver.requests[1]?.headers["webhook-id"],
    });
    for (const { startTimeUnixNano: from, endTimeUnixNano: to } of own())
      expect(BigInt(to)).toBeGreaterThan(BigInt(from));
    const sent = receiver.requests.map(({ headers }) => headers.traceparent);
    expect(sent).toEqual(attempts.map(({ spanId }) => `00-${traceId}-${spanId}-01`));
    const [first] = collector.requests;
    expect(first).toMatchObject({ path: "/v1/traces", headers: { "x-collector-key": "a key" } });
    expect(first?.body).toContain('{"key":"service.name","value":{"stringValue":"calls"}}');
    for (const { body } of collector.requests) expect(body).not.toMatch(/in-the-url|Asha|rb_live_/);
    expect(server.config.tracing?.serviceName).toBe("calls");
  });

  it("that are not recorded are passed on and not exported, and the rest goes out at a stop", async () => {
    const { collector, spans } = await startCollector();
    const { receiver, report, server } = await setting({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    await report({ traceparent: given.replace(/01$/, "00") });
    const [first] = await receiver.waitFor(1);
    expect(first?.headers.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
    await report();
    await receiver.waitFor(3);
    closing.splice(closing.length - 1);
    await server.stop();
    expect(spans().filter((span) => span.traceId === traceId)).toEqual([]);
    expect(spans().filter(({ name }) => name === "POST /api/v1/activities")).toHaveLength(1);
  });
});

describe("a collector that is down", () => {
  it("costs the spans, and one line in the log", async () => {
    const lines: string[] = [];
    const log = createLog("warn", { write: (line) => void lines.push(line) });
    const gone = await startReceiver();
    await gone.close();
    const exporter = new OtlpExporter({
      url: `${gone.url}/v1/traces`,
      headers: {},
      serviceName: "s",
      instanceId: "i",
      log,
    });
    const context = { traceId, spanId: "00f067aa0ba902b7", sampled: true };
    const span: EndedSpan = {
      name: "deliver",
      kind: "client",
      context,
      parentSpanId: null,
      startedAt: 1,
      endedAt: 2,
      attributes: {},
      failed: false,
    };
    for (let n = 0; n < 5_000; n += 1) exporter.add(span);
    await exporter.close();
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "{}")).toMatchObject({ msg: "traces were not taken and are dropped" });
  });
});
