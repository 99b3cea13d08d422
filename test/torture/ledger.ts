import type { Kysely, Selectable } from "kysely";
import type { AheadResult } from "../../src/store/claiming-ahead.ts";
import type { DeliveryTable, Schema } from "../../src/store/schema.ts";
import type { WriteResult } from "../../src/store/writer.ts";
import { inspection } from "./inspection.ts";
import type { Outcomes } from "./outcomes.ts";
import { expectedDeliveries, type Recorded } from "./owing-oracle.ts";
import type { SettingsBook, Version } from "./settings-book.ts";
import type { Executed } from "./simulated-store.ts";
import { type Trace, Violation } from "./trace.ts";

/** A delivery as the database has it, with what the simulation has seen of it. */
export interface Owed {
  row: Selectable<DeliveryTable>;
  /** Whether it was owed in the order of its lead. */
  inOrder: boolean;
  everEnded: boolean;
  /** When it was last opened again, ms since the epoch; 0 for never. */
  reopenedAt: number;
  /** Leased before its time, since its receiver works again or to find out. */
  ahead: boolean;
  firstArrivedAt: number | null;
  /** A 2xx was answered for it. */
  accepted: boolean;
  /** The state of its callback with which it was skipped. */
  skippedBy: Version | undefined;
  /** The bytes with which it was first sent. */
  body: string | null;
}

type Fail = (violation: Violation) => void;

const isOpen = ({ row }: Owed): boolean => row.status === "pending" || row.status === "held";
const keyOf = (row: Selectable<DeliveryTable>): string =>
  `${row.callback_id} ${row.activity_id ?? row.update_id}`;
export const chainOf = ({ row }: Owed): string => `${row.callback_id} ${row.lead_id}`;

/** Writes that can owe something new. */
const owing = new Set(["commit", "stepJob"]);
/** Writes that can end what is owed as skipped, and those that can open it again. */
const skipping = new Set(["saveProcess", "resumeCallback"]);
const reopening = new Set(["resendDelivery", "stepJob"]);

/**
 * Follows the database write by write and checks after each that it did what SPEC.md promises and nothing else:
 * what is owed for a change, which states follow which, who waits for whom.
 */
export class Ledger {
  readonly byId = new Map<string, Owed>();
  readonly #byNumber = new Map<number, Owed>();
  readonly #open = new Map<number, Owed>();
  /** Callbacks with the activities and updates that they are owed. */
  readonly #owedFor = new Set<string>();
  /** What each callback was ever owed about each lead, in the order in which it was owed. */
  readonly #chains = new Map<string, Owed[]>();
  /** How many callbacks each activity was owed to as it was recorded. */
  readonly #owedAtOnce = new Map<string, number>();
  readonly activities = new Map<string, Recorded>();
  /** Per lead: its latest activity. */
  readonly #latest = new Map<string, { id: string; sequence: number }>();
  #lastActivity = 0;
  #lastDelivery = 0;
  readonly #db: Kysely<Schema>;
  readonly #book: SettingsBook;
  readonly #outcomes: Outcomes;
  readonly #trace: Trace;
  readonly #fail: Fail;

  constructor(db: Kysely<Schema>, book: SettingsBook, outcomes: Outcomes, trace: Trace, fail: Fail) {
    this.#db = db;
    this.#book = book;
    this.#outcomes = outcomes;
    this.#trace = trace;
    this.#fail = fail;
  }

  get deliveries(): Iterable<Owed> {
    return this.#byNumber.values();
  }

  get open(): ReadonlyMap<number, Owed> {
    return this.#open;
  }

  get nothingLeased(): boolean {
    for (const { row } of this.#open.values()) if (row.leased_by !== null) return false;
    return true;
  }

  /** What is leased now, by node. */
  leases(): Map<string, number[]> {
    const leases = new Map<string, number[]>();
    for (const { row } of this.#open.values()) {
      if (row.leased_by === null) continue;
      const own = leases.get(row.leased_by);
      if (own === undefined) leases.set(row.leased_by, [row.n]);
      else own.push(row.n);
    }
    return leases;
  }

  /** How many callbacks were owed an activity as it was recorded; a replay may owe it to more since. */
  owedFor(activityId: string): number {
    return this.#owedAtOnce.get(activityId) ?? 0;
  }

  byNumber(n: number): Owed | undefined {
    return this.#byNumber.get(n);
  }

  chain(owed: Owed): readonly Owed[] {
    return this.#chains.get(chainOf(owed)) ?? [];
  }

  /** Compares the database after a write with what it was before. `settings` is as it was before, too. */
  async afterWrite(call: Executed, now: number): Promise<void> {
    const before = this.#outcomes.rowsOf(call, this);
    // Outcomes are stored before changes are decided.
    await this.#readStates(call, now);
    if (call.name === "commit") await this.#readChanges(call, now);
    if (call.name === "claimAhead") this.#claimedAhead(call.result as AheadResult);
    if (call.name === "stepJob") await this.#readReplayed(now);
    if (call.name === "commit") this.#outcomes.check(call, before, this);
    this.#checkChains(call);
  }

  #claimedAhead({ ready }: AheadResult): void {
    for (const { delivery } of ready) {
      const owed = this.#byNumber.get(delivery.n);
      if (owed !== undefined) owed.ahead = true;
    }
  }

  /** What was recorded, and what is owed for it. */
  async #readChanges(call: Executed, now: number): Promise<void> {
    const result = call.result as WriteResult;
    const failed = result.requests.find((request) => request.kind === "failed");
    if (failed !== undefined)
      this.#fail(new Violation(`a request failed by a bug: ${JSON.stringify(failed)}`));
    const recorded: Recorded[] = [];
    const activities = await inspection.activitiesAfter(this.#db, this.#lastActivity);
    for (const activity of activities) {
      this.#lastActivity = activity.n;
      const known = this.#latest.get(activity.lead_id);
      const follows = activity.sequence === (known?.sequence ?? 0) + 1;
      if (!follows || activity.last_activity_id !== (known?.id ?? null))
        this.#fail(new Violation(`a gap before sequence ${activity.sequence} of a lead`, [activity.lead_id]));
      this.#latest.set(activity.lead_id, { id: activity.id, sequence: activity.sequence });
      recorded.push({ kind: "activity", activity });
      this.activities.set(activity.id, { kind: "activity", activity });
      this.#trace.add(
        now,
        `${this.#activityName(activity.id)} ${activity.type} of ${this.#lead(activity.lead_id)}`,
        [activity.lead_id],
      );
    }
    const ids = result.requests.flatMap((request) =>
      request.kind !== "decided"
        ? []
        : request.results.flatMap((r) => (r.ok && r.kind === "update" ? r.updateId : [])),
    );
    for (const update of await inspection.updates(this.#db, ids)) recorded.push({ kind: "update", update });
    await this.#readOwed(recorded, now);
  }

  async #readOwed(recorded: readonly Recorded[], now: number): Promise<void> {
    const rows = await inspection.deliveriesAfter(this.#db, this.#lastDelivery);
    const expected = expectedDeliveries(recorded, this.#book);
    for (const row of rows) {
      const due = expected.get(keyOf(row));
      expected.delete(keyOf(row));
      const { activity_id: id } = row;
      if (id !== null) this.#owedAtOnce.set(id, this.owedFor(id) + 1);
      const owed = this.#add(row, due?.inOrder ?? false, now);
      if (due === undefined) this.#fail(new Violation(`${this.name(owed)} is owed for nothing`, about(owed)));
      else if (due.format !== row.payload_format)
        this.#fail(
          new Violation(`${this.name(owed)} is owed in the format ${row.payload_format}`, about(owed)),
        );
      const waits = this.chain(owed).some((other) => other !== owed && isOpen(other) && other.row.lane === 0);
      const should = owed.inOrder && waits ? "held" : "pending";
      if (row.status !== should)
        this.#fail(
          new Violation(`${this.name(owed)} was owed as ${row.status} and not ${should}`, about(owed)),
        );
    }
    for (const [, due] of expected)
      this.#fail(
        new Violation(`nothing is owed to ${this.#callback(due.callbackId)} for a change`, [due.leadId]),
      );
  }

  /** What a replay owes anew: only what the callback was never owed, outside the leads' order. */
  async #readReplayed(now: number): Promise<void> {
    for (const row of await inspection.deliveriesAfter(this.#db, this.#lastDelivery)) {
      const known = this.#owedFor.has(keyOf(row));
      const owed = this.#add(row, false, now);
      if (known) this.#fail(new Violation(`${this.name(owed)} is owed a second time`, about(owed)));
      if (row.lane === 0)
        this.#fail(new Violation(`${this.name(owed)} is replayed in its lead's order`, about(owed)));
    }
  }

  #add(row: Selectable<DeliveryTable>, inOrder: boolean, now: number): Owed {
    const owed: Owed = {
      row,
      inOrder,
      everEnded: false,
      reopenedAt: 0,
      ahead: false,
      firstArrivedAt: null,
      accepted: false,
      skippedBy: undefined,
      body: null,
    };
    this.#lastDelivery = row.n;
    this.byId.set(row.id, owed);
    this.#byNumber.set(row.n, owed);
    this.#owedFor.add(keyOf(row));
    const chain = this.#chains.get(chainOf(owed)) ?? [];
    chain.push(owed);
    this.#chains.set(chainOf(owed), chain);
    if (isOpen(owed)) this.#open.set(row.n, owed);
    this.#trace.add(
      now,
      `${this.name(owed)} owed to ${this.#callback(row.callback_id)}, ${row.status}`,
      about(owed),
    );
    return owed;
  }

  async #readStates(call: Executed, now: number): Promise<void> {
    const rows = await inspection.open(this.#db);
    const gone = new Set(this.#open.keys());
    for (const row of rows) gone.delete(row.n);
    rows.push(...(await inspection.deliveries(this.#db, [...gone])));
    for (const row of rows) {
      const owed = this.#byNumber.get(row.n);
      if (owed !== undefined) this.#changed(owed, row, call, now);
      else if (!owing.has(call.name)) this.#fail(new Violation(`a delivery appeared by ${call.name}`));
    }
  }

  #changed(owed: Owed, row: Selectable<DeliveryTable>, call: Executed, now: number): void {
    const before = owed.row;
    owed.row = row;
    if (isOpen(owed)) this.#open.set(row.n, owed);
    else this.#open.delete(row.n);
    if (row.attempts < before.attempts)
      this.#fail(new Violation(`${this.name(owed)} lost count of its attempts`, about(owed)));
    if (row.leased_by === null) owed.ahead = false;
    if (row.status === before.status) return;
    this.#trace.add(now, `${this.name(owed)} ${before.status} → ${row.status} by ${call.name}`, about(owed));
    if (!isOpen(owed)) owed.everEnded = true;
    else if (reopening.has(call.name)) owed.reopenedAt = now;
    const wrong = this.#wrongChange(owed, before.status, call);
    if (wrong !== null) this.#fail(new Violation(`${this.name(owed)} ${wrong}`, about(owed)));
    if (row.status === "skipped") owed.skippedBy = this.#book.latest(row.callback_id);
  }

  #wrongChange(owed: Owed, before: string, call: Executed): string | null {
    const { status } = owed.row;
    const wasOpen = before === "pending" || before === "held";
    if (status === "delivered") {
      if (call.name !== "commit") return `was ended as delivered by ${call.name}`;
      return owed.accepted ? null : "counts as delivered, but nobody answered 2xx for it";
    }
    if (status === "failed") return call.name === "commit" ? null : `was ended as failed by ${call.name}`;
    if (status === "skipped")
      return skipping.has(call.name) && wasOpen ? null : `was skipped by ${call.name}`;
    if (wasOpen) return before === "held" ? null : "was held although it had been let go";
    return reopening.has(call.name) ? null : `opened again by ${call.name}`;
  }

  /** Who is held waits for somebody; who is let go, in order, waits for nobody. */
  #checkChains(call: Executed): void {
    const chains = new Map<string, Owed[]>();
    for (const owed of this.#open.values()) {
      const key = `${chainOf(owed)} ${owed.row.lane === 0}`;
      const chain = chains.get(key);
      if (chain === undefined) chains.set(key, [owed]);
      else chain.push(owed);
    }
    for (const chain of chains.values()) {
      for (const owed of chain) this.#checkTurn(owed, chain, call);
    }
  }

  #checkTurn(owed: Owed, chain: readonly Owed[], call: Executed): void {
    const { status, lane, n } = owed.row;
    const isEarlier = ({ row }: Owed): boolean => row.lane < lane || (row.lane === lane && row.n < n);
    const waits = chain.some(isEarlier);
    if (status === "held" && !waits)
      this.#fail(new Violation(`${this.name(owed)} is held behind nothing after ${call.name}`, about(owed)));
    if (status === "pending" && waits && (lane > 0 || owed.inOrder))
      this.#fail(new Violation(`${this.name(owed)} was let go before its turn by ${call.name}`, about(owed)));
  }

  name(owed: Owed): string {
    return `${this.#trace.name("delivery", owed.row.id)} (${this.#lead(owed.row.lead_id ?? "")})`;
  }

  #lead = (id: string): string => this.#trace.name("lead", id);
  #callback = (id: string): string => this.#trace.name("callback", id);
  #activityName = (id: string): string => this.#trace.name("activity", id);
}

/** The ids that a delivery is about. */
export const about = ({ row }: Owed): string[] => [row.id, row.lead_id ?? "", row.callback_id];
