import { CallbackTargets } from "../../src/delivery/callback-targets.ts";
import { createConnector } from "../../src/delivery/connector.ts";
import { Dispatcher, type DispatcherOptions } from "../../src/delivery/dispatcher.ts";
import { JobRunner } from "../../src/delivery/job-runner.ts";
import { createSender, type Sender } from "../../src/delivery/sender.ts";
import { Watchdog } from "../../src/delivery/watchdog.ts";
import type { SecretBox } from "../../src/platform/crypto.ts";
import { createLog } from "../../src/platform/log.ts";
import type { Store } from "../../src/store/operations.ts";
import { Gate, NodeClock } from "./gate.ts";
import type { Network } from "./network.ts";
import type { Random } from "./random.ts";
import type { Sending, SendWatch, UnderWay } from "./send-watch.ts";
import type { SimulatedStore } from "./simulated-store.ts";
import type { Timeline } from "./timeline.ts";

/** What the nodes of a simulation share. */
export interface Surroundings {
  timeline: Timeline;
  network: Network;
  store: SimulatedStore;
  watch: SendWatch;
  secrets: SecretBox;
  schedule: readonly number[];
  concurrency: number;
  autoPauseAfterMs: number;
  /** The local address of the fixed source. */
  fixedSource: string;
  /** Puts a fault between a node and its store; the store itself by default. */
  wrapStore: (store: Store) => Store;
  /** Puts a fault into how a node delivers; nothing by default. */
  wrapOptions: (options: DispatcherOptions) => DispatcherOptions;
}

const log = createLog("silent");
const callLimitMs = 2 * 3_600_000;

/** One node: the program's own parts, put together as `cli/server.ts` does, on simulated ground. */
export class SimNode implements Sending {
  readonly name: string;
  readonly startedAt: number;
  thawedAt = 0;
  readonly gate = new Gate();
  readonly store: Store;
  readonly dispatcher: Dispatcher;
  readonly jobs: JobRunner;
  readonly inFlight = new Map<string, UnderWay>();
  readonly #around: Surroundings;
  readonly #sender: Sender;
  readonly #watchdog: Watchdog;

  constructor(name: string, around: Surroundings, random: Random) {
    const { timeline, network, secrets, schedule, concurrency, fixedSource } = around;
    const { gate } = this;
    const clock = new NodeClock(timeline, gate);
    this.name = name;
    this.startedAt = timeline.now;
    this.#around = around;
    this.store = around.wrapStore(around.store.of(name, gate));
    const connect = createConnector({
      resolve: network.resolver(gate),
      policy: { allowLoopback: false, allow: [] },
      fixed: { kind: "localAddress", address: fixedSource },
      clock,
      open: network.opener(gate),
    });
    this.#sender = createSender({ clock, connect, userAgent: "Ringback/torture" });
    this.dispatcher = new Dispatcher(
      around.wrapOptions({
        store: this.store,
        targets: new CallbackTargets(this.store, secrets, clock),
        sender: around.watch.over(this.#sender, this),
        clock,
        log,
        random: random.next,
        schedule,
        concurrency,
        autoPauseAfterMs: around.autoPauseAfterMs,
        node: name,
      }),
    );
    const { dispatcher } = this;
    const { committer } = dispatcher;
    this.jobs = new JobRunner({ store: this.store, clock, log, opened: () => dispatcher.wake() });
    this.#watchdog = new Watchdog({ store: this.store, committer, clock, log, callLimitMs });
  }

  get isAlive(): boolean {
    return !this.gate.isDead;
  }

  /** Whether it does what it is told now. */
  get isRunning(): boolean {
    return !this.gate.isDead && !this.gate.isFrozen;
  }

  start(): void {
    this.dispatcher.start();
    this.jobs.start();
    this.#watchdog.start();
  }

  /** Its memory is gone, what it had sent may have left it or not; the database stays as committed. */
  crash(): void {
    this.gate.kill();
    this.#around.network.cutAllOf(this.gate);
    this.inFlight.clear();
  }

  /** Everything that comes to it waits until it goes on. */
  freeze(): void {
    this.gate.freeze();
  }

  thaw(): void {
    if (!this.gate.isFrozen) return;
    this.thawedAt = this.#around.timeline.now;
    this.gate.thaw();
  }

  /** Stops in order, as SIGTERM has it; afterwards it is gone. */
  async stop(graceMs: number): Promise<void> {
    this.#watchdog.stop();
    await this.jobs.stop();
    await this.dispatcher.stop(graceMs);
    await this.#sender.close(0);
    this.crash();
  }
}
