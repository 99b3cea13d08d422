import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/fakes/clock.ts";
import { newDatabaseFile } from "../../test/store/files.ts";
import { first, outcomeOf, worldOf } from "../../test/store/world.ts";
import { createLog } from "../platform/log.ts";
import { openSqliteInPlace } from "../store/host.ts";
import { ChainSweep } from "./chain-sweep.ts";

describe("the sweep for stuck chains", () => {
  it("sends what is held with nothing before it, says that this is a bug, and looks again", async () => {
    const world = await worldOf(() => openSqliteInPlace(newDatabaseFile()));
    const clock = new FakeClock();
    const lines: string[] = [];
    const log = createLog("info", { write: (line) => void lines.push(line) });
    const { promise, resolve } = Promise.withResolvers<void>();
    let rounds = 0;
    const sweep = new ChainSweep({
      store: world.store,
      clock,
      log,
      released() {
        rounds += 1;
        if (rounds === 2) resolve();
      },
    });
    const strand = async () => {
      const lead = await world.lead();
      const delivery = first((await world.report(lead)).ready);
      await world.report(lead);
      await world.commit({ outcomes: [outcomeOf(delivery, { leadId: null })] });
    };
    await strand();
    sweep.start();
    await clock.advance(59_000);
    expect(await world.statuses()).toEqual(["delivered", "held"]);
    await clock.advance(1_000);
    await expect.poll(() => world.statuses()).toEqual(["delivered", "pending"]);
    await strand();
    await expect
      .poll(async () => {
        await clock.advance(60_000);
        return world.statuses();
      })
      .toEqual(["delivered", "pending", "delivered", "pending"]);
    await promise;
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
      expect.stringContaining("held with nothing before them: a bug"),
      expect.stringContaining("held with nothing before them: a bug"),
    ]);
    await sweep.stop();
  });
});
