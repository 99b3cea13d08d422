import type { Target } from "./children/reporter.ts";
import { against, type Figure, type Sizes } from "./figure.ts";
import { Api } from "./kit/api.ts";
import { within } from "./kit/clock.ts";
import { lazyBulkReports, sendReports } from "./kit/reports.ts";
import { startServer } from "./kit/server.ts";
import { exampleProcess, makeLeads, setCallback, setCallbacks } from "./kit/setting.ts";
import { addedLatency, startReporter } from "./kit/single-reports.ts";
import { percentile } from "./kit/statistics.ts";
import { type Teardown, withTeardown } from "./kit/teardown.ts";
import { type Receiver, type ReceiverPort, startReceiver } from "./receiver.ts";

const perSecond = 200;
const leadCount = 2_000;
const warmUpSeconds = 3;

interface Side {
  target: Target;
  port: ReceiverPort;
  added: number[];
}

/** Accepts connections and never answers; answers a tenth of a second before the time is up; drips headers. */
const bad = [{ type: "dead" }, { type: "slow", ms: 14_900 }, { type: "dripping", everyMs: 500 }] as const;

/** A server whose example process calls a live receiver; with `badOwed`, a second process owes that to each bad one. */
async function makeSide(
  teardown: Teardown,
  receiver: Receiver,
  sizes: Sizes,
  badOwed: number,
): Promise<Side> {
  const server = await startServer(teardown);
  const api = new Api(server.origin, server.token, teardown);
  const process = await exampleProcess(api);
  const port = await receiver.listen();
  const leads = await makeLeads(api, process, leadCount);
  await setCallback(api, process.id, port.url);
  if (badOwed > 0) await oweBad(api, receiver, process.projectId, sizes, badOwed);
  const target = { port: server.port, token: server.token, leads, first: 0 };
  return { target, port, added: [] };
}

async function oweBad(
  api: Api,
  receiver: Receiver,
  projectId: string,
  sizes: Sizes,
  count: number,
): Promise<void> {
  const urls: string[] = [];
  for (const behaviour of bad) urls.push((await receiver.listen(behaviour)).url);
  const made = await api.post<{ id: string }>("/api/v1/processes", { name: "Bad receivers" });
  // As soon as possible: every one of them could be sent at once.
  await setCallbacks(api, made.id, urls, "none");
  const leads = await makeLeads(api, { id: made.id, projectId }, sizes.leads, leadCount);
  const reporting = sendReports(api, lazyBulkReports(leads, 0, count), () => undefined);
  await within(600_000, `${count} reports`, reporting);
}

/** Both servers run all along; their rounds alternate. */
export const isolation: Figure = {
  name: "isolation",
  title: "a dead, a slow and a dripping receiver with 100,000 owed to each: p99 of another receiver",
  run: ({ sizes }) =>
    withTeardown(async (teardown) => {
      const receiver = startReceiver(teardown);
      const without = await makeSide(teardown, receiver, sizes, 0);
      const beside = await makeSide(teardown, receiver, sizes, sizes.badOwed);
      const reporter = startReporter(teardown);
      async function round(side: Side, seconds: number): Promise<number[]> {
        const added = await addedLatency(reporter, side.target, side.port, perSecond, seconds);
        side.target.first += added.length;
        return added;
      }
      for (const side of [without, beside]) await round(side, warmUpSeconds);
      for (let index = 0; index < sizes.isolationRounds; index += 1) {
        for (const side of [without, beside]) side.added.push(...(await round(side, sizes.isolationSeconds)));
      }
      const [alone, disturbed] = [percentile(without.added, 0.99), percentile(beside.added, 0.99)];
      return [
        {
          what: `p99 beside three bad receivers with ${sizes.badOwed.toLocaleString("en")} owed to each`,
          value: disturbed,
          unit: "ms",
          limit: against("p99 without", disturbed, alone),
          target: { atMost: 1.1 },
          note: `${beside.added.length} reports each, at ${perSecond}/s`,
        },
      ];
    }),
};
