import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../fakes/receiver.ts";
import { createClients } from "../support/api.ts";
import { type RingbackProcess, startRingback } from "./child.ts";
import { expectAllKept } from "./kept.ts";
import { Load } from "./load.ts";
import { addCallbacks, addLeads, anyOf, moody, nothingOwed, patientEnv, pause } from "./traffic.ts";

const rounds = Number(process.env.CRASH_ROUNDS ?? "30");
const leadCount = 24;
const workers = 6;
/** A round is killed up to this long after the first answer, ms. */
const longestRoundMs = 500;
/** One round in so many is killed while it starts. */
const killedAtStart = 6;
/** Starting again takes most of a round. */
const roundBudgetMs = 4_000;
const patienceMs = 20_000;

const folder = mkdtempSync(join(tmpdir(), "ringback-crash-"));
const env = { ...patientEnv, NODE_COMPILE_CACHE: join(folder, "compile-cache") };
const file = join(folder, "ringback.db");
let running: RingbackProcess | null = null;
let receiver: Receiver | null = null;
let url = "";
const clients = createClients(() => url);
afterAll(async () => {
  await running?.kill();
  await receiver?.close();
  await clients.close();
  rmSync(folder, { recursive: true, force: true });
});

describe(`${rounds} kills under load`, () => {
  it(
    "lose nothing that was acknowledged, and everything owed arrives in order",
    async () => {
      receiver = await startReceiver({ answer: moody });
      running = startRingback(file, env);
      const first = await running.listening;
      // An orderly end writes the compile cache, which makes every later start faster.
      expect(await running.stop()).toBe(0);
      running = startRingback(file, env);
      url = (await running.listening).url;
      const api = clients.api(first.token ?? "");
      await addCallbacks(api, first.processId, receiver.url);
      const leads = await addLeads(api, first, leadCount);
      const load = new Load(api, leads);

      for (let round = 1; round <= rounds; round += 1) {
        if (round % killedAtStart === 0) {
          // Somewhere between the first instruction and a whole start.
          await pause(Math.random() * 1_000);
        } else {
          url = (await running.listening).url;
          load.start(workers);
          await load.answered;
          await pause(Math.random() * longestRoundMs);
        }
        await running.kill();
        await load.stop();
        running = startRingback(file, env);
      }

      url = (await running.listening).url;
      await nothingOwed(api, patienceMs);
      expect(await anyOf(api, "failed,skipped")).toBeNull();
      const { acknowledged } = load;
      expect(acknowledged.activities.length).toBeGreaterThan(rounds);
      expect(acknowledged.updates.length).toBeGreaterThan(0);
      await expectAllKept(api, { leads, requests: receiver.requests, acknowledged });
      expect(await running.stop()).toBe(0);
    },
    30_000 + rounds * roundBudgetMs,
  );
});
