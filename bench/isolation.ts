import type { Target } from "./children/reporter.ts";
import { against, type Figure, type Sizes } from "./figure.ts";
import { Api } from "./kit/api.ts";
import { within } from "./kit/clock.ts";
import { lazyBulkReports, sendReports } from "./kit/reports.ts";
import { startServer } from "./kit/server.ts";
import { exampleProcess, makeLeads, setCallback } from "./kit/setting.ts";
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

/** A server whose example process calls a live receiver; with `deadOwed`, a second process owes a dead one. */
async function makeSide(
  teardown: Teardown,
  receiver: Receiver,
  sizes: Sizes,
  deadOwed: number,
): Promise<Side> {
  const server = await startServer(teardown);
  const api = new Api(server.origin, server.token, teardown);
  const process = await exampleProcess(api);
  const port = await receiver.listen();
  const leads = await makeLeads(api, process, leadCount);
  await setCallback(api, process.id, port.url);
  if (deadOwed > 0) await oweDead(api, receiver, process.projectId, sizes, deadOwed);
  const target = { port: server.port, token: server.token, leads, first: 0 };
  return { target, port, added: [] };
}

async function oweDead(
  api: Api,
  receiver: Receiver,
  projectId: string,
  sizes: Sizes,
  count: number,
): Promise<void> {
  const dead = await receiver.listen({ type: "dead" });
  const made = await api.post<{ id: string }>("/api/v1/processes", {
    name: "Dead receiver",
  });
  await setCallback(api, made.id, dead.url);
  const leads = await makeLeads(api, { id: made.id, projectId }, sizes.leads, leadCount);
  const reporting = sendReports(api, lazyBulkReports(leads, 0, count), () => undefined);
  await within(300_000, `${count} reports`, reporting);
}

/** A dead receiver accepts connections and never answers. Both servers run all along; their rounds alternate. */
export const isolation: Figure = {
  name: "isolation",
  title: "a dead receiver with 100,000 owed: p99 of another receiver",
  run: ({ sizes }) =>
    withTeardown(async (teardown) => {
      const receiver = startReceiver(teardown);
      const without = await makeSide(teardown, receiver, sizes, 0);
      const beside = await makeSide(teardown, receiver, sizes, sizes.deadOwed);
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
          what: `p99 beside a dead receiver with ${sizes.deadOwed.toLocaleString("en")} owed`,
          value: disturbed,
          unit: "ms",
          limit: against("p99 without", disturbed, alone),
          target: { atMost: 1.1 },
          note: `${beside.added.length} reports each, at ${perSecond}/s`,
        },
      ];
    }),
};
