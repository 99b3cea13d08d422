import { CallbackTargets } from "../../src/delivery/callback-targets.ts";
import { createConnector } from "../../src/delivery/connector.ts";
import { Dispatcher, type DispatcherOptions } from "../../src/delivery/dispatcher.ts";
import { Fleet } from "../../src/delivery/fleet.ts";
import { JobRunner } from "../../src/delivery/job-runner.ts";
import { createSender, type Sender } from "../../src/delivery/sender.ts";
import { Watchdog } from "../../src/delivery/watchdog.ts";
import type { SecretBox } from "../../src/platform/crypto.ts";
import { createLog } from "../../src/platform/log.ts";
import type { Store } from "../../src/store/operations.ts";
import { Gate, NodeClock } from "./gate.ts";
import type { Network } from "./network.ts";
import type { Random } from "./random.ts";
import type { Registry } from "./registry.ts";
import type { Sending, SendWatch, UnderWay } from "./send-watch.ts";
import type { SimulatedStore } from "./simulated-store.ts";
import type { Timeline } from "./timeline.ts";

/** What the nodes of a simulation share. */
export interface Surroundings {
  timeline: Timeline;
  network: Network;
  store: SimulatedStore;
  /** Where nodes know of each other; null where there is one only. */
  registry: Registry | null;
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
/** After it was apart from the others, its requests of before have ended and shares are agreed anew, ms. */
const togetherAgainMs = 60_000;
const callLimitMs = 2 * 3_600_000;

/** One node: the program's own parts, put together as `cli/server.ts` does, on simulated ground. */
export class SimNode implements Sending {
  readonly name: string;
  readonly startedAt: number;
  thawedAt = 0;
  apartUntil = 0;
  readonly gate = new Gate();
  readonly store: Store;
  readonly dispatcher: Dispatcher;
  readonly jobs: JobRunner;
  readonly inFlight = new Map<string, UnderWay>();
  readonly #around: Surroundings;
  readonly #sender: Sender;
  readonly #watchdog: Watchdog;
  readonly #clock: NodeClock;
  readonly #fleet: Fleet | null;

  constructor(name: string, around: Surroundings, random: Random) {
    const { timeline, network, secrets, schedule, concurrency, fixedSource } = around;
    const { gate } = this;
    const clock = new NodeClock(timeline, gate);
    this.name = name;
    this.startedAt = timeline.now;
    this.#around = around;
    this.#clock = clock;
    this.#fleet = around.registry && new Fleet({ id: name, role: "all", log });
    const fleet = this.#fleet;
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
        ...(fleet !== null && { membership: fleet }),
        targets: new CallbackTargets(this.store, secrets, clock, () => fleet?.upToDate ?? true),
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
    const limits = { callLimitMs, reportLimitMs: callLimitMs };
    this.#watchdog = new Watchdog({ store: this.store, committer, clock, log, ...limits });
  }

  get isAlive(): boolean {
    return !this.gate.isDead;
  }

  /** Whether it does what it is told now. */
  get isRunning(): boolean {
    return !this.gate.isDead && !this.gate.isFrozen;
  }

  /** Joins the others, or alone takes what the node before it held, and begins to deliver. */
  async start(): Promise<void> {
    const { registry } = this.#around;
    const { name, gate, store, dispatcher } = this;
    if (registry === null || this.#fleet === null) {
      await store.write.endLeases({ keep: null, now: Number.MAX_SAFE_INTEGER });
    } else {
      const watcher = { watched: () => [], committed() {}, missed() {} };
      await this.#fleet.join(registry.of({ name, gate, store, clock: this.#clock }), dispatcher, watcher);
    }
    dispatcher.start();
    this.jobs.start();
    this.#watchdog.start();
  }

  /** The others do not hear of it for a while, nor it of them. */
  loseLink(forMs: number): void {
    this.#around.registry?.links.get(this.name)?.lose(forMs);
    this.apart(forMs);
  }

  /** Its memory is gone, what it had sent may have left it or not; the database stays as committed. */
  crash(): void {
    this.gate.kill();
    this.#around.network.cutAllOf(this.gate);
    this.#around.registry?.forget(this.name);
    this.inFlight.clear();
  }

  /** Everything that comes to it waits until it goes on. */
  freeze(): void {
    this.gate.freeze();
    this.apart(Number.POSITIVE_INFINITY);
  }

  thaw(): void {
    if (!this.gate.isFrozen) return;
    this.thawedAt = this.#around.timeline.now;
    this.apartUntil = 0;
    this.apart(0);
    this.gate.thaw();
  }

  /** Stops in order, as SIGTERM has it; afterwards it is gone. */
  async stop(graceMs: number): Promise<void> {
    this.#watchdog.stop();
    await this.jobs.stop();
    await this.dispatcher.stop(graceMs);
    await this.#sender.close(0);
    await this.#fleet?.leave();
    this.crash();
  }

  /** Limits that nodes keep together need not hold for it during so long, ms, nor until shares are agreed anew. */
  apart(forMs: number): void {
    this.apartUntil = Math.max(this.apartUntil, this.#around.timeline.now + forMs + togetherAgainMs);
  }
}
