import type { Sizes } from "./figure.ts";
import { Api } from "./kit/api.ts";
import { within } from "./kit/clock.ts";
import { pause } from "./kit/owed.ts";
import { highestWhile } from "./kit/process-memory.ts";
import { lazyBulkReports, sendReports } from "./kit/reports.ts";
import { type Server, startServer } from "./kit/server.ts";
import { exampleProcess, makeLeads, setCallback } from "./kit/setting.ts";
import type { Teardown } from "./kit/teardown.ts";
import { type ReceiverPort, startReceiver } from "./receiver.ts";

/** A server that owes very many deliveries to a callback that is paused. */
export interface Waiting {
  server: Server;
  api: Api;
  port: ReceiverPort;
  callbackId: string;
  leads: string[];
  count: number;
  /** Resident memory in MB, at most, while they were reported. */
  highestMb: number;
}

/**
 * Makes that server. The callback's order is *as soon as possible*, so that every delivery could be claimed
 * (in order per lead, all but one of each lead would be held).
 */
export async function makeWaiting(teardown: Teardown, sizes: Sizes, count: number): Promise<Waiting> {
  const port = await startReceiver(teardown).listen();
  const server = await startServer(teardown);
  const api = new Api(server.origin, server.token, teardown);
  const process = await exampleProcess(api);
  const leads = await makeLeads(api, process, sizes.leads);
  const callbackId = await setCallback(api, process.id, port.url, "none");
  await sendReports(api, lazyBulkReports(leads, 0, sizes.warmUp), () => undefined);
  await within(120_000, "warming up", port.reached(sizes.warmUp));
  await pause(api, callbackId);
  const reporting = sendReports(api, lazyBulkReports(leads, sizes.warmUp, count), () => undefined);
  const reported = within(900_000, `${count} reports`, reporting);
  const { highestMb } = await highestWhile(server.pid, reported);
  return { server, api, port, callbackId, leads, count, highestMb };
}
