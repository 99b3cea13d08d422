import type { Figure } from "./figure.ts";
import { Api } from "./kit/api.ts";
import { startServer } from "./kit/server.ts";
import { exampleProcess, makeLeads, setCallback } from "./kit/setting.ts";
import { addedLatency, startReporter } from "./kit/single-reports.ts";
import { percentile } from "./kit/statistics.ts";
import { withTeardown } from "./kit/teardown.ts";
import { startReceiver } from "./receiver.ts";

const perSecond = 200;
const warmUpSeconds = 3;
const leadCount = 2_000;

/** From the 201 of a report to the arrival of its request, on the clock that all processes share. */
export const latency: Figure = {
  name: "latency",
  title: "added latency, acknowledged to received, at 200 events a second",
  run: (bench) =>
    withTeardown(async (teardown) => {
      const port = await startReceiver(teardown).listen();
      const server = await startServer(teardown);
      const api = new Api(server.origin, server.token, teardown);
      const process = await exampleProcess(api);
      const leads = await makeLeads(api, process, leadCount);
      await setCallback(api, process.id, port.url);
      const reporter = startReporter(teardown);
      const target = { port: server.port, token: server.token, leads, first: 0 };
      await addedLatency(reporter, target, port, perSecond, warmUpSeconds);
      const measured = { ...target, first: perSecond * warmUpSeconds };
      const added = await addedLatency(reporter, measured, port, perSecond, bench.sizes.latencySeconds);
      const note = `${added.length} reports`;
      const line = (name: string, fraction: number, atMost: number) => ({
        what: `added latency ${name}`,
        value: percentile(added, fraction),
        unit: "ms",
        target: { atMost },
        note,
      });
      return [line("p50", 0.5, 3), line("p99", 0.99, 15)];
    }),
};
