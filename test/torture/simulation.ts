import type { DispatcherOptions } from "../../src/delivery/dispatcher.ts";
import { SecretBox } from "../../src/platform/crypto.ts";
import { newId, restartIds } from "../../src/platform/ids.ts";
import type { Engine } from "../../src/store/engine.ts";
import type { Store } from "../../src/store/operations.ts";
import type { CallbackTable } from "../../src/store/schema.ts";
import type { WriteResult } from "../../src/store/writer.ts";
import { Acknowledged } from "./acknowledged.ts";
import { Arrivals } from "./arrivals.ts";
import { type Database, openDatabase } from "./database.ts";
import { checkEnd } from "./ending.ts";
import { inspection } from "./inspection.ts";
import { LeasesInDoubt } from "./leases-in-doubt.ts";
import { about, Ledger } from "./ledger.ts";
import { Network } from "./network.ts";
import { Nodes } from "./nodes.ts";
import { Outcomes } from "./outcomes.ts";
import { Random } from "./random.ts";
import { Receiver } from "./receiver.ts";
import { Registry } from "./registry.ts";
import { scriptOf } from "./script.ts";
import { SendWatch } from "./send-watch.ts";
import { SettingsBook, type Version } from "./settings-book.ts";
import { makeProcess, newSecret, newSettings, start } from "./setup.ts";
import { type Executed, SimulatedStore } from "./simulated-store.ts";
import { Timeline } from "./timeline.ts";
import { Trace, Violation } from "./trace.ts";
import { Users } from "./users.ts";
import { Weather } from "./weather.ts";

export interface SimulationOptions {
  seed: number;
  /** How many nodes; chosen by the seed where it is left out. */
  nodes?: number;
  /** Faults put in on purpose, each a wrapper around one of the program's seams. */
  faults?: Partial<Faults>;
}

/** Where a fault can be put in. */
export interface Faults {
  engine: (engine: Engine) => Engine;
  store: (store: Store) => Store;
  options: (options: DispatcherOptions) => DispatcherOptions;
}

export interface SimulationResult {
  seed: number;
  nodes: number;
  virtualMs: number;
  steps: number;
  deliveries: number;
  attempts: number;
  /** What was done to it, by kind. */
  injected: ReadonlyMap<string, number>;
  /** SHA-256 of everything that happened. */
  hash: string;
  failure: { message: string; trace: readonly string[] } | null;
}

const fixedSource = "52.20.0.99";
const secretKey = "a key that only the simulation uses";
/** What is owed must have ended this long after all faults are over: ten attempts take three and a half days. */
const patienceMs = 12 * 86_400_000;
/** A node gives back what it holds, or others take it, this long after its lease has run out. */
const patienceWithLeasesMs = 10 * 60_000;
/** As the dispatcher has it. */
const leaseMs = 5 * 60_000;
/** Time is left out where nothing happens for so long and nothing is on its way, up to this long before it may, ms. */
const restMs = 50;
const leapFromMs = 1_000;
/** What must not happen any more is waited for this long. */
const stillMs = 10 * 60_000;

/** Runs one seed from its beginning to its end, or to the first promise that does not hold. */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const { faults = {} } = options;
  restartIds("0123456789");
  const database = await openDatabase(faults.engine);
  try {
    return await new Simulation(options, database).run();
  } finally {
    await database.close();
  }
}

class Simulation {
  readonly #seed: number;
  readonly #database: Database;
  readonly #random: Random;
  readonly #timeline = new Timeline(start);
  readonly #trace = new Trace(start);
  readonly #book = new SettingsBook();
  readonly #secrets = new SecretBox(secretKey);
  readonly #injected = new Map<string, number>();
  readonly #script: ReturnType<typeof scriptOf>;
  readonly #ledger: Ledger;
  readonly #acknowledged: Acknowledged;
  readonly #arrivals: Arrivals;
  readonly #watch: SendWatch;
  readonly #store: SimulatedStore;
  readonly #network: Network;
  readonly #registry: Registry;
  readonly #doubts: LeasesInDoubt;
  #projectId = "";
  readonly #receivers: Receiver[];
  readonly #nodes: Nodes;
  /** What calls changed of settings whose replies are on their way. */
  readonly #changes = new Map<Executed, readonly Version[]>();
  #finishing = false;
  #violation: Violation | null = null;

  constructor({ seed, nodes, faults = {} }: SimulationOptions, database: Database) {
    this.#seed = seed;
    this.#database = database;
    this.#random = new Random(seed);
    const script = scriptOf(this.#random.fork(), nodes);
    this.#script = script;
    const timeline = this.#timeline;
    const [trace, book, secrets, fail] = [this.#trace, this.#book, this.#secrets, this.#fail];
    const now = () => timeline.now;
    const outcomes = new Outcomes(script.schedule, fail);
    const ledger = new Ledger(database.reader, book, outcomes, trace, fail);
    this.#ledger = ledger;
    this.#acknowledged = new Acknowledged(ledger, fail);
    const secretsOf = (row: CallbackTable) =>
      [row.secret, row.previous_secret].flatMap((sealed) => (sealed === null ? [] : secrets.open(sealed)));
    this.#arrivals = new Arrivals({ ledger, book, trace, fail, now, secretsOf, fixedSource });
    const { concurrency } = script;
    this.#watch = new SendWatch({
      ledger,
      book,
      outcomes,
      secrets,
      trace,
      fail,
      now,
      concurrency,
      nodes: () => this.#nodes.all,
    });
    this.#store = new SimulatedStore(database.store, timeline, this.#random.fork(), {
      executed: (call) => this.#executed(call),
      replying: (call) => {
        this.#book.learnt(this.#changes.get(call) ?? []);
        this.#changes.delete(call);
      },
      replied: (call) => this.#replied(call),
      nothingLeased: () => ledger.nothingLeased,
    });
    this.#doubts = new LeasesInDoubt(ledger, this.#store, () => this.#nodes.all);
    this.#network = new Network(timeline, this.#random.fork(), fail);
    this.#receivers = this.#makeReceivers(script.receivers);
    this.#registry = new Registry(timeline, this.#random.fork(), () => ledger.leases());
    this.#nodes = new Nodes(
      {
        timeline,
        network: this.#network,
        store: this.#store,
        registry: script.nodes > 1 ? this.#registry : null,
        watch: this.#watch,
        secrets,
        schedule: script.schedule,
        concurrency,
        autoPauseAfterMs: script.autoPauseAfterMs,
        fixedSource,
        wrapStore: faults.store ?? ((store) => store),
        wrapOptions: faults.options ?? ((given) => given),
      },
      this.#random.fork(),
      trace,
      script.nodes,
    );
  }

  async run(): Promise<SimulationResult> {
    try {
      await this.#play();
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      this.#violation ??= error;
    }
    this.#nodes.crashAll();
    const violation = this.#violation;
    return {
      seed: this.#seed,
      nodes: this.#script.nodes,
      virtualMs: this.#timeline.now - start,
      steps: this.#timeline.steps,
      deliveries: this.#ledger.byId.size,
      attempts: this.#watch.attempts,
      injected: this.#injected,
      hash: this.#trace.hash(),
      failure: violation && { message: violation.message, trace: this.#trace.tail(violation.about) },
    };
  }

  async #play(): Promise<void> {
    const users = await this.#makeUsers();
    const weather = new Weather({
      timeline: this.#timeline,
      random: this.#random.fork(),
      receivers: this.#receivers,
      nodes: this.#nodes,
      store: this.#store,
      trace: this.#trace,
      happened: (kind) => this.#count(kind),
    });
    this.#nodes.start();
    for (const { after, what } of this.#script.events) {
      await this.#until(this.#timeline.now + after);
      if (what === "user") void users.act().catch(this.#crash);
      else weather.change();
    }
    weather.clear();
    await this.#finish(users);
  }

  /** Everything works again and nothing is paused: what is owed must come to its end, and then nothing more. */
  async #finish(users: Users): Promise<void> {
    this.#finishing = true;
    this.#trace.add(this.#timeline.now, "from here on nothing goes wrong");
    await this.#until(this.#timeline.now + 60_000);
    const end = this.#timeline.now + patienceMs;
    const isOver = () => this.#ledger.open.size === 0;
    let wait = 30_000;
    do {
      wait *= 2;
      // Also where nothing is owed yet: a call that is given up later still owes what became of it.
      const node = this.#nodes.running();
      if (node !== undefined) void users.resumeAll(node).catch(this.#crash);
      await this.#until(this.#timeline.now + wait, isOver);
      this.#checkLeases();
      if (isOver()) await this.#until(this.#timeline.now + stillMs);
    } while (!isOver() && this.#timeline.now < end);
    await this.#acknowledged.checkStored(this.#database.reader);
    await checkEnd(this.#database.reader, this.#ledger, this.#nodes, this.#fail);
    if (this.#violation !== null) throw this.#violation;
  }

  /** A lease that nobody ends although everything works is one for ever: its node has forgotten what it holds. */
  #checkLeases(): void {
    for (const owed of this.#ledger.open.values()) {
      const { leased_until: until } = owed.row;
      if (until !== null && until < this.#timeline.now - patienceWithLeasesMs)
        throw new Violation(`${this.#ledger.name(owed)} is leased for ever`, about(owed));
    }
  }

  /** Lets everything happen up to a time, or until `enough`. */
  async #until(time: number, enough: () => boolean = () => false): Promise<void> {
    while (this.#timeline.nextAt <= time && !enough()) {
      if (this.#timeline.nextAt > this.#timeline.now + restMs) this.#leap(time);
      await this.#timeline.step();
      if (this.#violation !== null) throw this.#violation;
    }
    if (!enough()) this.#timeline.now = Math.max(this.#timeline.now, time);
  }

  /** Goes on to shortly before something can happen, where nothing is on its way. */
  #leap(time: number): void {
    if (this.#nodes.all.some((node) => node.inFlight.size > 0)) return;
    let to = time;
    for (const { row } of this.#ledger.open.values()) {
      if (this.#book.latest(row.callback_id)?.row.paused_at !== null) continue;
      if (row.leased_by !== null) return;
      if (row.due_at !== null) to = Math.min(to, row.due_at - leapFromMs);
    }
    this.#timeline.leap(to);
    // To each other, nodes seem to have been away.
    for (const node of this.#nodes.all) node.apart(0);
  }

  async #executed(call: Executed): Promise<void> {
    const now = this.#timeline.now;
    const paused = call.name === "commit" ? (call.result as WriteResult).paused.length > 0 : true;
    if (paused && !quiet.has(call.name)) {
      const rows = await inspection.callbacks(this.#database.reader);
      const changed = this.#book.note(rows, call.node, now);
      this.#changes.set(call, changed);
      if (changed.length > 0) this.#registry.tell(null, { kind: "settings", projectIds: [this.#projectId] });
    }
    if (call.name === "endLeases" && this.#finishing) this.#checkEndedLeases(now);
    if (call.name === "claim" && (call.result as { ready: unknown[] }).ready.length === 0) return;
    if (call.name === "forgetOldKeys") return;
    await this.#ledger.afterWrite(call, now);
    this.#doubts.afterWrite(call, now);
  }

  /** Where everything works a node gives back what it does not send, before others take it from it. */
  #checkEndedLeases(now: number): void {
    for (const owed of this.#ledger.open.values()) {
      const { leased_by: name, leased_until: until } = owed.row;
      const holder = this.#nodes.all.find((node) => node.name === name);
      if (until !== null && until < now && holder !== undefined && holder.apartUntil < until - leaseMs)
        throw new Violation(
          `${this.#ledger.name(owed)} was kept by ${name} until its lease ran out`,
          about(owed),
        );
    }
  }

  /** A node that paused a callback by what its receiver answered has acted on it. */
  #replied(call: Executed): void {
    if (call.name !== "commit") return;
    this.#book.answered((call.result as WriteResult).paused, call.node, this.#timeline.now);
  }

  async #makeUsers(): Promise<Users> {
    const { store } = this.#database;
    const projectId = newId(start);
    this.#projectId = projectId;
    await store.write.insertProject({ id: projectId, name: "Torture", created_at: start });
    const processIds: string[] = [];
    const random = this.#random.fork();
    for (const callbacks of this.#script.processes) {
      const rows = Array.from({ length: callbacks }, () => ({
        ...newSettings(random, this.#receivers, this.#secrets),
        secret: newSecret(random, this.#secrets),
      }));
      const { processId } = await makeProcess(store, projectId, rows);
      processIds.push(processId);
    }
    this.#book.note(await inspection.callbacks(this.#database.reader), "setup", start - 1);
    return new Users({
      timeline: this.#timeline,
      random: this.#random.fork(),
      secrets: this.#secrets,
      projectId,
      processIds,
      receivers: this.#receivers,
      ledger: this.#ledger,
      book: this.#book,
      acknowledged: this.#acknowledged,
      trace: this.#trace,
      node: () => this.#nodes.running(),
    });
  }

  #makeReceivers(count: number): Receiver[] {
    return Array.from({ length: count }, (_, index) => {
      const receiver = new Receiver(index + 1, this.#timeline, this.#random.fork(), {
        arrived: (request) => this.#arrivals.arrived(request),
        accepted: (id) => {
          const owed = this.#ledger.byId.get(id);
          if (owed !== undefined) owed.accepted = true;
        },
        behaved: (kind) => {
          if (kind !== "answer") this.#count(`receiver: ${kind}`);
        },
      });
      this.#network.register(receiver.host, receiver.lookup);
      this.#network.listen(receiver.address, receiver);
      return receiver;
    });
  }

  readonly #count = (kind: string): void => {
    this.#injected.set(kind, (this.#injected.get(kind) ?? 0) + 1);
  };

  readonly #fail = (violation: Violation): void => {
    this.#violation ??= violation;
  };

  /** A part of the simulation, or of the program, threw what nobody expected. */
  readonly #crash = (error: unknown): void => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#violation ??= error instanceof Violation ? error : new Violation(`threw: ${text}`);
  };
}

/** Writes that change no settings. */
const quiet = new Set([
  "claim",
  "handBack",
  "endLeases",
  "forgetOldKeys",
  "resendDelivery",
  "stepJob",
  "claimAhead",
]);
