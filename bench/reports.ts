import type { Figure, Measurement } from "./figure.ts";
import { Api } from "./kit/api.ts";
import { startServer } from "./kit/server.ts";
import { exampleProcess, makeLeads, setCallback } from "./kit/setting.ts";
import { startReporter } from "./kit/single-reports.ts";
import { percentile } from "./kit/statistics.ts";
import { withTeardown } from "./kit/teardown.ts";
import { startReceiver } from "./receiver.ts";

const connections = 64;
const warmUpSeconds = 2;
const leadCount = 5_000;

/** Single reports, each durable before its 201: in a process without a callback, and with one that is sent each. */
function measure(seconds: number, delivered: boolean): Promise<Measurement> {
  return withTeardown(async (teardown) => {
    const port = await startReceiver(teardown).listen();
    const server = await startServer(teardown);
    const api = new Api(server.origin, server.token, teardown);
    const process = await exampleProcess(api);
    const leads = await makeLeads(api, process, leadCount);
    if (delivered) await setCallback(api, process.id, port.url);
    const reporter = startReporter(teardown);
    const target = { port: server.port, token: server.token, leads, first: 0 };
    await reporter.ask("flood", target, connections, warmUpSeconds);
    const flood = await reporter.ask("flood", target, connections, seconds);
    const p99 = percentile(flood.tookMs, 0.99).toFixed(1);
    return {
      what: delivered ? "single reports, each also delivered" : "single reports, nothing owed",
      value: flood.tookMs.length / flood.seconds,
      unit: "/s",
      target: { atLeast: 8_000 },
      note: `${connections} connections, p99 of an answer ${p99} ms`,
    };
  });
}

export const reports: Figure = {
  name: "reports",
  title: "single-event reports a second, durable, 64 connections",
  run: async ({ sizes }) => [
    await measure(sizes.reportsSeconds, false),
    await measure(sizes.reportsSeconds, true),
  ],
};
