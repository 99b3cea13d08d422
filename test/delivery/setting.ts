import { afterAll, afterEach, beforeAll } from "vitest";
import { FakeClock } from "../fakes/clock.ts";
import {
  type ReceivedRequest,
  type Receiver,
  type ReceiverOptions,
  startReceiver,
} from "../fakes/receiver.ts";
import type { Api, Fields } from "../support/api.ts";
import type { TestProject } from "../support/project.ts";
import { startTestServer, type TestServer, type TestServerOptions } from "../support/server.ts";

/** A whole Ringback on a clock that stands still, with one process that calls back to one receiver. */
export interface Setting {
  readonly server: TestServer;
  readonly clock: FakeClock;
  readonly project: TestProject;
  readonly api: Api;
  readonly receiver: Receiver;
  readonly processId: string;
  readonly callbackId: string;
  /** A new lead's id. */
  lead(): Promise<string>;
  /** What has arrived, once it is this much. */
  arrived(count: number): Promise<readonly ReceivedRequest[]>;
  /** The only delivery of the callback, with its attempts. */
  delivery(): Promise<Fields>;
  /** Deliveries of the callback in the order in which they were owed. */
  deliveries(): Promise<Fields[]>;
  /** Saves the whole section of the process; returns its callbacks. */
  save(list: readonly Record<string, unknown>[]): Promise<Fields[]>;
}

export interface SettingOptions {
  answer?: ReceiverOptions["answer"];
  tls?: ReceiverOptions["tls"];
  callback?: Record<string, unknown>;
}

const toClose: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

/** Closes something after the test, the latest first. */
export function closeAfter(close: () => Promise<unknown>): void {
  toClose.push(close);
}

export async function receiverOf(options: ReceiverOptions = {}): Promise<Receiver> {
  const receiver = await startReceiver(options);
  closeAfter(() => receiver.close());
  return receiver;
}

/**
 * Starts one server for the tests of a file, on a clock that stands still; waits of the schedule are exact, since
 * the random part is 0. Each test makes a setting of its own in it: a project, a process, a receiver.
 */
export function withServer(options: TestServerOptions = {}): (options?: SettingOptions) => Promise<Setting> {
  const clock = new FakeClock();
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ clock, random: () => 0, ...options });
  });
  afterAll(() => server.stop());
  return (setting = {}) => settingIn(server, clock, setting);
}

async function settingIn(server: TestServer, clock: FakeClock, options: SettingOptions): Promise<Setting> {
  const { answer, tls, callback = {} } = options;
  const receiver = await receiverOf({ ...(answer && { answer }), ...(tls && { tls }) });
  const project = await server.project();
  const { api } = project;
  const { id: processId } = await project.process();
  const save = (list: readonly Record<string, unknown>[]) => project.callbacks(processId, list);
  const [saved] = await save([{ url: `${receiver.url}/lead`, ...callback }]);
  const callbackId = saved?.id ?? "";
  // Nothing of it is sent in later tests.
  closeAfter(() => save([]));
  const deliveries = async () =>
    (await api.get(`/api/v1/deliveries?callbackId=${callbackId}&limit=200`)).json.data.toReversed();
  return {
    server,
    clock,
    project,
    api,
    receiver,
    processId,
    callbackId,
    lead: async () => (await project.lead(processId))._id,
    deliveries,
    arrived: (count) =>
      until(
        clock,
        async () => receiver.requests,
        (requests) => requests.length >= count,
      ),
    async delivery() {
      const [only, ...more] = await deliveries();
      if (only === undefined || more.length > 0) throw new Error(`${more.length + 1} deliveries`);
      return (await api.get(`/api/v1/deliveries/${only.id}`)).json;
    },
    save,
  };
}

/**
 * Asks again until what is asked for is so: what happens over real sockets and threads takes its time, however
 * the clock stands. Timers that are due meanwhile are fired.
 *
 * @throws Error after 10 s
 */
export async function until<T>(
  clock: FakeClock,
  ask: () => Promise<T>,
  is: (value: T) => boolean,
): Promise<T> {
  const end = Date.now() + 10_000;
  for (;;) {
    await clock.advance(0);
    const value = await ask();
    if (is(value)) return value;
    if (Date.now() > end) throw new Error(`never so; at last: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The delivery once this many attempts were made. */
export const attempted = (setting: Setting, attempts: number): Promise<Fields> =>
  until(setting.clock, setting.delivery, (delivery) => delivery.attempts.length >= attempts);
