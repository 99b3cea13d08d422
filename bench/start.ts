import type { Figure, Measurement } from "./figure.ts";
import { Api } from "./kit/api.ts";
import { untilNothingOwed } from "./kit/owed.ts";
import { lazyBulkReports, sendReports } from "./kit/reports.ts";
import { type Server, startServer } from "./kit/server.ts";
import { exampleProcess, makeLeads, setCallback } from "./kit/setting.ts";
import { median } from "./kit/statistics.ts";
import { withTeardown } from "./kit/teardown.ts";
import { startReceiver } from "./receiver.ts";

async function restarts(server: Server, rounds: number, database: string): Promise<Measurement> {
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await server.stop();
    took.push(await server.start());
  }
  const what = `start to ready, database with ${database}`;
  const note = `median of ${rounds}, at most ${Math.round(Math.max(...took))} ms`;
  return { what, value: median(took), unit: "ms", target: { atMost: 1_000 }, note };
}

/** From starting the process to the first 200 of `/readyz`, asked every 2 ms. */
export const start: Figure = {
  name: "start",
  title: "start to ready, existing database",
  run: (bench) =>
    withTeardown(async (teardown) => {
      const { warmUp, startRounds } = bench.sizes;
      const port = await startReceiver(teardown).listen();
      const server = await startServer(teardown);
      const api = new Api(server.origin, server.token, teardown);
      const process = await exampleProcess(api);
      const leads = await makeLeads(api, process, 2_000);
      const callbackId = await setCallback(api, process.id, port.url);
      await sendReports(api, lazyBulkReports(leads, 0, warmUp), () => undefined);
      await untilNothingOwed(api, callbackId, 60_000);
      const lines = [await restarts(server, startRounds, `${warmUp.toLocaleString("en")} delivered`)];
      if (bench.hasWaiting) {
        const { server, count } = await bench.waiting();
        lines.push(await restarts(server, startRounds, `${count.toLocaleString("en")} waiting`));
      }
      return lines;
    }),
};
