import { afterEach } from "vitest";
import type { AttemptRecord } from "../../src/contract/delivery.ts";
import { CallbackTargets } from "../../src/delivery/callback-targets.ts";
import { Dispatcher, type DispatcherOptions } from "../../src/delivery/dispatcher.ts";
import type { SendRequest } from "../../src/delivery/prepared-request.ts";
import type { Sender } from "../../src/delivery/sender.ts";
import { newSigningSecret } from "../../src/delivery/signing.ts";
import { SecretBox } from "../../src/platform/crypto.ts";
import { createLog } from "../../src/platform/log.ts";
import { openSqliteInPlace } from "../../src/store/host.ts";
import type { Store } from "../../src/store/operations.ts";
import type { CallbackTable } from "../../src/store/schema.ts";
import { FakeClock } from "../fakes/clock.ts";
import { newDatabaseFile } from "../store/files.ts";
import { report, start, type World, worldOf } from "../store/world.ts";

/** A request that was sent: when, and how to answer it. */
export interface Sent extends SendRequest {
  at: number;
  /** Answers with a status; without, the connection was reset. */
  answer(status?: number, headers?: Record<string, string>): Promise<void>;
}

/** A dispatcher over a real store, whose requests the test answers by hand or by `auto`. */
export interface Dispatching {
  world: World;
  clock: FakeClock;
  dispatcher: Dispatcher;
  sent: Sent[];
  /** Statuses with which every request is answered at once; null leaves them open. */
  auto: ((request: SendRequest) => number) | null;
  /** Reports this many calls, each of a new lead unless one is given; in one commit. */
  report(count: number, leadId?: string): Promise<void>;
  /** Lets time go on, and what it sets off come to rest. */
  pass(ms: number): Promise<void>;
}

const secrets = new SecretBox("a key that only tests use");
const running: { dispatcher: Dispatcher; clock: FakeClock }[] = [];
afterEach(async () => {
  for (const { dispatcher, clock } of running.splice(0)) {
    let over = false;
    const stopped = dispatcher.stop(0).then(() => {
      over = true;
    });
    while (!over) await clock.advance(1_000);
    await stopped;
  }
});

/** Everything that waits only for promises and the next turns of the event loop has run after it. */
export async function rest(): Promise<void> {
  for (let n = 0; n < 12; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

export async function dispatching(
  callbacks: readonly Partial<CallbackTable>[] = [{}],
  options: Partial<DispatcherOptions> & { wrap?: (store: Store) => Store } = {},
): Promise<Dispatching> {
  const { wrap = (store) => store, ...given } = options;
  const sealed = () => ({ secret: secrets.seal(newSigningSecret("v1")) });
  const world = await worldOf(
    async () => wrap(await openSqliteInPlace(newDatabaseFile())),
    callbacks.map((callback) => ({ ...sealed(), ...callback })),
  );
  const clock = new FakeClock(start);
  const sent: Sent[] = [];
  const sender: Sender = {
    send: (request) =>
      new Promise((resolve) => {
        const at = clock.now();
        const answer = (status?: number, headers = {}) => {
          resolve(recordOf(request, at, status, headers));
          return rest();
        };
        sent.push({ ...request, at, answer });
        if (made.auto !== null) void answer(made.auto(request));
      }),
    close: async () => {},
  };
  const dispatcher = new Dispatcher({
    store: world.store,
    targets: new CallbackTargets(world.store, secrets, clock),
    sender,
    clock,
    log: createLog("silent"),
    random: () => 0,
    schedule: [1_000, 10_000, 100_000],
    concurrency: 4,
    autoPauseAfterMs: 5 * 24 * 3_600_000,
    ...given,
  });
  running.push({ dispatcher, clock });
  dispatcher.start();
  const made: Dispatching = {
    world,
    clock,
    dispatcher,
    sent,
    auto: null,
    async report(count, leadId) {
      const leads: string[] = [];
      for (let n = 0; n < count; n += 1) leads.push(leadId ?? (await world.lead()));
      const changes = leads.map((lead) => report(world.projectId, lead));
      await dispatcher.committer.submit({ changes, idempotency: null });
      await rest();
    },
    async pass(ms) {
      await clock.advance(ms);
      await rest();
    },
  };
  await rest();
  return made;
}

function recordOf(
  request: SendRequest,
  at: number,
  status: number | undefined,
  headers: Record<string, string>,
): AttemptRecord {
  const ok = status !== undefined && status >= 200 && status < 300;
  return {
    at,
    url: request.url,
    requestHeaders: {},
    response: status === undefined ? null : { statusCode: status, headers, body: "", truncated: false },
    error: ok
      ? null
      : { class: status === undefined ? "reset" : "status", message: `answered ${status ?? "nothing"}` },
    timings: { dns: null, connect: null, tls: null, firstByte: null, total: 1 },
    hint: ok ? null : "look",
  };
}
