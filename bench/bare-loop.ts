import type { BareLoopCommands } from "./children/bare-loop.ts";
import type { Figure, Sizes } from "./figure.ts";
import { Child } from "./kit/child.ts";
import { withTeardown } from "./kit/teardown.ts";
import { startReceiver } from "./receiver.ts";

const concurrencies = [32, 64, 128];
const bodyBytes = 1024;

export interface BareLoop {
  /** Requests a second at 64 at a time. */
  at64: number;
  /** The best of all that were tried: what the product is measured against. */
  best: number;
  bestConcurrency: number;
}

/**
 * What Node can send at most on this machine: `Pool.request` of undici with a body of 1,024 bytes and an HMAC
 * for each request, to the bench's receiver. Each concurrency has a process of its own.
 */
export function measureBareLoop(sizes: Sizes): Promise<BareLoop> {
  return withTeardown(async (teardown) => {
    const receiver = await startReceiver(teardown).listen();
    const rates = new Map<number, number>();
    for (const concurrency of concurrencies) {
      const child = new Child<BareLoopCommands>("bare-loop");
      teardown.defer(() => child.stop());
      const times = { warmUpSeconds: sizes.bareLoopSeconds / 4, seconds: sizes.bareLoopSeconds };
      rates.set(
        concurrency,
        await child.ask("measure", { port: receiver.port, concurrency, bodyBytes, ...times }),
      );
      await child.stop();
    }
    const best = Math.max(...rates.values());
    const bestConcurrency = concurrencies.find((concurrency) => rates.get(concurrency) === best) ?? 0;
    return { at64: rates.get(64) ?? Number.NaN, best, bestConcurrency };
  });
}

export const bareLoop: Figure = {
  name: "bare-loop",
  title: "limit: signed undici Pool.request, 1 KB",
  async run(bench) {
    const { at64, best, bestConcurrency } = await bench.bareLoop();
    return [
      { what: "bare loop, 64 at a time", value: at64, unit: "/s" },
      { what: `bare loop, best (${bestConcurrency} at a time)`, value: best, unit: "/s" },
    ];
  },
};
