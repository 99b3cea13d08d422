import { against, type Figure, type Sizes } from "./figure.ts";
import { nowMs, within } from "./kit/clock.ts";
import { pause, resume, untilNothingOwed, untilQuiet } from "./kit/owed.ts";
import { lazyBulkReports, sendReports } from "./kit/reports.ts";
import { median } from "./kit/statistics.ts";
import { withTeardown } from "./kit/teardown.ts";
import { makeWaiting, type Waiting } from "./waiting.ts";

/** How many deliveries a round looks at: all of what waits in the small case. */
const few = 1_000;

/** Resumes the callback, takes the rate from the first to the 1,000th that arrives, and pauses it again. */
async function rateAfterResume({ api, port, callbackId }: Waiting): Promise<number> {
  await port.reset();
  const [first, last] = [port.reached(1), port.reached(few)];
  await resume(api, callbackId);
  const took = (await within(60_000, "sending after a resume", last)) - (await first);
  await pause(api, callbackId);
  await untilQuiet(port);
  return ((few - 1) * 1000) / took;
}

/** With no more than 1,000 waiting: a new 1,000 for each round. */
function fewWaiting(sizes: Sizes): Promise<number> {
  return withTeardown(async (teardown) => {
    const waiting = await makeWaiting(teardown, sizes, few);
    const rates: number[] = [];
    for (let round = 0; round < sizes.claimRounds; round += 1) {
      rates.push(await rateAfterResume(waiting));
      await untilNothingOwed(waiting.api, waiting.callbackId, 10_000);
      const first = sizes.warmUp + (round + 1) * few;
      await sendReports(waiting.api, lazyBulkReports(waiting.leads, first, few), () => undefined);
    }
    return median(rates);
  });
}

async function manyWaiting(waiting: Waiting, sizes: Sizes): Promise<number> {
  const rates: number[] = [];
  for (let round = 0; round < sizes.claimRounds; round += 1) rates.push(await rateAfterResume(waiting));
  return median(rates);
}

/** What is sent for a while without a break, with very many waiting all the time. */
async function sustained({ api, port, callbackId }: Waiting, count: number): Promise<number> {
  await port.reset();
  await resume(api, callbackId);
  await within(60_000, "sending after a resume", port.reached(few));
  const began = nowMs();
  const ended = await within(120_000, "sending with very many waiting", port.reached(count + few));
  await pause(api, callbackId);
  await untilQuiet(port);
  return (count * 1000) / (ended - began);
}

export const claim: Figure = {
  name: "claim",
  title: "claim rate with 1,000,000 waiting, against 1,000 waiting",
  async run(bench) {
    const small = await fewWaiting(bench.sizes);
    const waiting = await bench.waiting();
    const many = await manyWaiting(waiting, bench.sizes);
    const count = Math.min(50_000, Math.floor(waiting.count / 5));
    const long = await sustained(waiting, count);
    return [
      {
        what: `claimed and sent with ${waiting.count.toLocaleString("en")} waiting`,
        value: many,
        unit: "/s",
        limit: against("1,000 waiting", many, small),
        target: { atLeast: 0.9 },
        note: `${Math.round(long).toLocaleString("en")}/s over ${count.toLocaleString("en")} in one go`,
      },
    ];
  },
};
