import { measureBareLoop } from "./bare-loop.ts";
import { against, type Bench, type Figure, type Measurement, type Sizes } from "./figure.ts";
import { Api } from "./kit/api.ts";
import { nowMs, sleep, within } from "./kit/clock.ts";
import { isOnPostgres } from "./kit/database.ts";
import { untilNothingOwed } from "./kit/owed.ts";
import { highestWhile } from "./kit/process-memory.ts";
import { bulkReports, bulkSize, sendReports } from "./kit/reports.ts";
import { startServer } from "./kit/server.ts";
import { exampleProcess, makeLeads, setCallback } from "./kit/setting.ts";
import { median } from "./kit/statistics.ts";
import { withTeardown } from "./kit/teardown.ts";
import { type ReceiverPort, startReceiver } from "./receiver.ts";

const timeoutMs = 300_000;

interface Round {
  /** Deliveries a second from the first report to the last outcome stored. */
  whole: number;
  /** Deliveries a second between the first tenth received and nine tenths received. */
  steady: number;
  bodyBytes: number;
}

export interface EndToEnd extends Round {
  /** The limit beside the rounds: the best bare loops before and after each, in the mean. */
  bareLoop: number;
  /** `whole` and `steady` against the limit beside them, round by round: on a shared machine the limit moves, too. */
  wholeRatio: number;
  steadyRatio: number;
  /** Resident memory of the server's process while all rounds ran: the highest seen, in MB. */
  highestMb: number;
}

/** What a round needs: a server with a callback to the receiver, and leads. */
interface Place {
  api: Api;
  port: ReceiverPort;
  callbackId: string;
  leads: string[];
  backlog: number;
}

/** Reports `count` calls in bulk and sees each of them delivered, by the receiver's count and by the database. */
async function runRound(place: Place, first: number, count: number): Promise<Round> {
  const { api, port, backlog } = place;
  const bodies = bulkReports(place.leads, first, count);
  await port.reset();
  const milestones = [count * 0.1, count * 0.9, count].map((at) => port.reached(Math.ceil(at)));
  let reported = 0;
  let received = 0;
  async function room(): Promise<void> {
    while (reported - received >= backlog) {
      await sleep(2);
      received = (await port.progress()).count;
    }
    reported += bulkSize;
  }
  const began = nowMs();
  await within(timeoutMs, "reporting", sendReports(api, bodies, room));
  const [tenth = 0, nineTenths = 0] = await within(timeoutMs, "all received", Promise.all(milestones));
  await untilNothingOwed(api, place.callbackId, timeoutMs);
  const ended = nowMs();
  const { bodyBytes } = await port.progress();
  return {
    whole: (count * 1000) / (ended - began),
    steady: (count * 0.8 * 1000) / (nineTenths - tenth),
    bodyBytes: bodyBytes / count,
  };
}

/** Medians of some rounds on one server, after a warm-up that is not counted. */
export function measureEndToEnd(sizes: Sizes): Promise<EndToEnd> {
  return withTeardown(async (teardown) => {
    const port = await startReceiver(teardown).listen();
    const server = await startServer(teardown);
    const api = new Api(server.origin, server.token, teardown);
    const process = await exampleProcess(api);
    const leads = await makeLeads(api, process, sizes.leads);
    const callbackId = await setCallback(api, process.id, port.url);
    const place = { api, port, callbackId, leads, backlog: sizes.backlog };
    await runRound(place, 0, sizes.warmUp);
    const { result: rounds, highestMb } = await highestWhile(server.pid, runRounds(place, sizes));
    const middle = (of: (round: LimitedRound) => number): number => median(rounds.map(of));
    return {
      whole: middle(({ whole }) => whole),
      steady: middle(({ steady }) => steady),
      bodyBytes: middle(({ bodyBytes }) => bodyBytes),
      bareLoop: middle(({ limit }) => limit),
      wholeRatio: middle(({ whole, limit }) => whole / limit),
      steadyRatio: middle(({ steady, limit }) => steady / limit),
      highestMb,
    };
  });
}

/** A round with its limit, taken right before and right after it. */
type LimitedRound = Round & { limit: number };

async function runRounds(place: Place, sizes: Sizes): Promise<LimitedRound[]> {
  const rounds: LimitedRound[] = [];
  let before = (await measureBareLoop(sizes)).best;
  for (let round = 0; round < sizes.endToEndRounds; round += 1) {
    const measured = await runRound(place, sizes.warmUp + round * sizes.endToEnd, sizes.endToEnd);
    const after = (await measureBareLoop(sizes)).best;
    rounds.push({ ...measured, limit: (before + after) / 2 });
    before = after;
  }
  return rounds;
}

export const endToEnd: Figure = {
  name: "end-to-end",
  title: "deliveries a second: reported in bulk, committed, sent, outcome stored",
  run: async (bench: Bench): Promise<Measurement[]> => {
    const bullMq = await bench.bullMq();
    const { whole, steady, bodyBytes, bareLoop, wholeRatio, steadyRatio } = await bench.endToEnd();
    const beside = (ratio: number) => ({ what: "bare loop beside each round", value: bareLoop, ratio });
    const what = "end to end, first report to last outcome stored";
    const note = `payload ${Math.round(bodyBytes)} bytes`;
    const lines: Measurement[] = [
      {
        what,
        value: whole,
        unit: "/s",
        limit: beside(wholeRatio),
        target: { atLeast: isOnPostgres() ? 0.35 : 0.7 },
        note,
      },
      {
        what: "end to end, steady (tenth to nine tenths received)",
        value: steady,
        unit: "/s",
        limit: beside(steadyRatio),
      },
    ];
    if (bullMq !== null) {
      const limit = against("BullMQ", whole, bullMq.whole);
      lines.push({ what, value: whole, unit: "/s", limit, target: { atLeast: isOnPostgres() ? 3 : 5 } });
    }
    return lines;
  },
};
