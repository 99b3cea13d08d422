import type { Change, ReportedActivity } from "../../src/outreach/model.ts";
import type { SecretBox } from "../../src/platform/crypto.ts";
import { newId } from "../../src/platform/ids.ts";
import { StoreUnavailable } from "../../src/store/engine.ts";
import type { IdempotentRequest } from "../../src/store/idempotency.ts";
import type { CallbackTable, JobTable } from "../../src/store/schema.ts";
import { callbackRow, initiate, report } from "../store/rows.ts";
import type { Acknowledged } from "./acknowledged.ts";
import type { Ledger } from "./ledger.ts";
import type { Random } from "./random.ts";
import type { Receiver } from "./receiver.ts";
import type { SettingsBook } from "./settings-book.ts";
import { newSecret, newSettings, start } from "./setup.ts";
import type { SimNode } from "./sim-node.ts";
import type { Timeline } from "./timeline.ts";
import { type Trace, Violation } from "./trace.ts";

export interface UsersContext {
  timeline: Timeline;
  random: Random;
  secrets: SecretBox;
  projectId: string;
  processIds: readonly string[];
  receivers: readonly Receiver[];
  ledger: Ledger;
  book: SettingsBook;
  acknowledged: Acknowledged;
  trace: Trace;
  /** A node that answers, or undefined where none does. */
  node(): SimNode | undefined;
}

const dispositions = ["Interested", "Not Interested", "No Answer", "Call Back Later", "Attempted", null];
const states = ["make_first_call", "schedule_second_call", "interested", "not_interested", null, null, null];
const mostLeads = 8;
const mostCallbacks = 5;

/** What people and their programs do, through any node, as the routes of `http/` do it. */
export class Users {
  readonly #of: UsersContext;
  readonly #leads: { id: string; processId: string }[] = [];
  readonly #jobs: JobTable[] = [];
  #keys = 0;

  constructor(of: UsersContext) {
    this.#of = of;
  }

  /** One thing that somebody does, chosen at random. */
  act(): Promise<void> {
    const node = this.#of.node();
    if (node === undefined) return Promise.resolve();
    const deed = this.#of.random.weighted<(node: SimNode) => Promise<void>>([
      [(at) => this.#initiate(at), this.#leads.length < mostLeads ? 8 : 0],
      [(at) => this.#report(at, 1), 30],
      [(at) => this.#report(at, this.#of.random.between(2, 25)), 6],
      [(at) => this.#update(at), 12],
      [(at) => this.#save(at), 6],
      [(at) => this.#pause(at), 7],
      [(at) => this.#resume(at), 8],
      [(at) => this.#rotate(at), 1],
      [(at) => this.#resend(at), 6],
      [(at) => this.#beginJob(at), 2],
      [(at) => this.#cancelJob(at), 1],
    ]);
    return deed(node).catch((error: unknown) => {
      // What the API answers 503 for: nothing of it happened.
      if (!(error instanceof StoreUnavailable)) throw error;
    });
  }

  /** Resumes everything that is paused, so that all that is owed can be sent. */
  async resumeAll(node: SimNode): Promise<void> {
    for (const row of this.#of.book.all()) {
      if (row.paused_at !== null && row.removed_at === null) await this.#resumeOne(node, row, "send");
    }
  }

  async #initiate(node: SimNode): Promise<void> {
    const { projectId, random } = this.#of;
    const processId = random.pick(this.#of.processIds);
    const referenceId = random.chance(0.5) ? `ref${random.below(1_000_000)}` : null;
    await this.#submit(node, [initiate(projectId, processId, { referenceId })], false, (leadId) =>
      this.#leads.push({ id: leadId, processId }),
    );
  }

  async #report(node: SimNode, count: number): Promise<void> {
    if (this.#leads.length === 0) return this.#initiate(node);
    const { projectId, random } = this.#of;
    const changes = Array.from({ length: count }, () =>
      report(projectId, random.pick(this.#leads).id, this.#activity()),
    );
    await this.#submit(node, changes, random.chance(0.4));
  }

  #activity(): Partial<ReportedActivity> {
    const { random, timeline } = this.#of;
    const type = random.weighted([
      ["call" as const, 8],
      ["schedule" as const, 1],
      ["update" as const, 1],
      ["note" as const, 1],
    ]);
    if (type === "note") return { type, callStatus: null, summary: "a note" };
    if (type === "schedule") return { type, callStatus: null, scheduledAt: timeline.now + 3_600_000 };
    if (type === "update") return { type, callStatus: null, toState: random.pick(states) };
    return {
      type,
      callStatus: random.pick(["completed", "completed", "completed", "no-answer", "failed", "in-progress"]),
      disposition: random.pick(dispositions),
      toState: random.pick(states),
      providerCallId: random.chance(0.2) ? "a-call" : null,
    };
  }

  async #update(node: SimNode): Promise<void> {
    if (this.#leads.length === 0) return;
    const { projectId, random } = this.#of;
    const targetState = random.pick(states);
    const disposition = random.pick(dispositions);
    const update = {
      metadata: random.chance(0.5) ? { seen: random.below(5) } : {},
      userId: null,
      ...(targetState !== null && { targetState }),
      ...(disposition !== null && { disposition }),
    };
    const target = { leadId: random.pick(this.#leads).id };
    await this.#submit(node, [{ kind: "update", projectId, target, update }], false);
  }

  /** Sends changes, again with the same key where no answer comes. */
  async #submit(
    node: SimNode,
    changes: Change[],
    withKey: boolean,
    onLead: (id: string) => void = () => {},
  ): Promise<void> {
    const { projectId, acknowledged, timeline, random } = this.#of;
    this.#keys += 1;
    const key = `key ${this.#keys}`;
    const idempotency: IdempotentRequest | null = withKey
      ? { projectId, route: "activities", key, requestHash: key }
      : null;
    let answered = false;
    if (withKey) {
      timeline.after(random.between(1_000, 60_000), () => {
        const other = this.#of.node();
        if (!answered && other !== undefined) void send(other).catch(() => {});
      });
    }
    const send = async (at: SimNode): Promise<void> => {
      const result = await at.dispatcher.committer.submit({ changes, idempotency });
      answered = true;
      if (result.kind !== "decided") throw new Error(`a request was answered ${JSON.stringify(result)}`);
      acknowledged.results(result.results, withKey ? key : null);
      for (const one of result.results) if (one.ok && one.kind === "lead") onLead(one.lead.id);
    };
    await send(node);
  }

  async #save(node: SimNode): Promise<void> {
    const { projectId, processIds, random, timeline, trace } = this.#of;
    const id = random.pick(processIds);
    const stored = await node.store.read.processById({ projectId, id });
    if (stored === undefined) throw new Error("the process is gone");
    const callbacks = this.#edited(id, stored.callbacks);
    const saved = await node.store.write.saveProcess({
      projectId,
      id,
      revision: stored.process.revision,
      fields: {},
      callbacks,
      now: timeline.now,
    });
    if (saved === "stale") return;
    const { heard } = this.#of.book;
    const now = await node.store.read.processById({ projectId, id });
    const ids = [...stored.callbacks, ...(now?.callbacks ?? [])].map((callback) => callback.id);
    this.#answered(node, ids, heard);
    trace.add(timeline.now, `settings saved by ${node.name}`);
    const committed = (now?.callbacks ?? []).map((callback) => callback.id);
    // Unless somebody has saved since.
    if (now?.process.revision !== stored.process.revision + 1) return;
    if (
      committed.toSorted().join() !==
      callbacks
        .map((callback) => callback.id)
        .toSorted()
        .join()
    )
      throw new Violation("a process is not what was saved", ids);
  }

  #edited(processId: string, stored: readonly CallbackTable[]): CallbackTable[] {
    const { random, projectId, receivers, secrets } = this.#of;
    const callbacks = [...stored];
    const at = random.below(callbacks.length + 1);
    const row = callbacks[at];
    const settings = newSettings(random, receivers, secrets);
    if (row === undefined || (callbacks.length < 2 && random.chance(0.3))) {
      if (callbacks.length >= mostCallbacks) return callbacks;
      const fields = { ...settings, secret: newSecret(random, secrets) };
      return [...callbacks, callbackRow(projectId, processId, callbacks.length, fields)];
    }
    if (callbacks.length > 1 && random.chance(0.2)) return callbacks.filter((_, index) => index !== at);
    // Mostly one thing is changed at a time.
    const fields = Object.entries(settings);
    const [field, value] = random.pick(fields);
    const one = random.chance(0.3)
      ? settings
      : { delivery_order: row.delivery_order === "none" ? "per_lead" : "none" };
    const edit = random.chance(0.5) || alone.has(field) ? one : { [field]: value };
    callbacks[at] = { ...row, ...(edit as Partial<CallbackTable>) };
    return callbacks;
  }

  #some(): CallbackTable | undefined {
    const rows = this.#of.book.all().filter((row) => row.removed_at === null);
    return rows.length === 0 ? undefined : this.#of.random.pick(rows);
  }

  async #pause(node: SimNode): Promise<void> {
    const row = this.#some();
    if (row === undefined) return;
    const { projectId, timeline, trace } = this.#of;
    const pause = { id: row.id, projectId, reason: "paused by hand" };
    await node.store.write.pauseCallbacks({ callbacks: [pause], now: timeline.now });
    this.#answered(node, [row.id]);
    trace.add(timeline.now, `${trace.name("callback", row.id)} paused by ${node.name}`);
  }

  async #resume(node: SimNode): Promise<void> {
    const paused = this.#of.book.all().filter((row) => row.removed_at === null && row.paused_at !== null);
    if (paused.length === 0) return;
    const { random } = this.#of;
    await this.#resumeOne(node, random.pick(paused), random.chance(0.3) ? "skip" : "send");
  }

  async #resumeOne(node: SimNode, row: CallbackTable, pending: "send" | "skip"): Promise<void> {
    const { projectId, timeline, trace } = this.#of;
    await node.store.write.resumeCallback({ projectId, id: row.id, pending, now: timeline.now });
    this.#answered(node, [row.id]);
    trace.add(timeline.now, `${trace.name("callback", row.id)} resumed by ${node.name} (${pending})`);
  }

  async #rotate(node: SimNode): Promise<void> {
    const row = this.#some();
    if (row === undefined) return;
    const { projectId, timeline, random, secrets } = this.#of;
    await node.store.write.setSecrets({
      projectId,
      id: row.id,
      secret: newSecret(random, secrets),
      previousSecret: row.secret,
      previousUntil: timeline.now + 24 * 3_600_000,
    });
    this.#answered(node, [row.id]);
  }

  async #resend(node: SimNode): Promise<void> {
    const { ledger, random, projectId, timeline, trace } = this.#of;
    const all = [...ledger.deliveries];
    if (all.length === 0) return;
    const owed = random.pick(all.slice(-40));
    const { id } = owed.row;
    const result = await node.store.write.resendDelivery({ projectId, id, now: timeline.now });
    trace.add(timeline.now, `${ledger.name(owed)} resent: ${result}`, [id, owed.row.lead_id ?? ""]);
    node.dispatcher.wake();
  }

  async #beginJob(node: SimNode): Promise<void> {
    const row = this.#some();
    if (row === undefined || row.enabled === 0) return;
    const { random, timeline, trace } = this.#of;
    const kind = random.pick(["recover", "replay"] as const);
    const job: JobTable = {
      id: newId(timeline.now),
      project_id: row.project_id,
      process_id: row.process_id,
      callback_id: row.id,
      kind,
      status: "running",
      since: random.chance(0.5) ? start : timeline.now - random.below(600_000),
      until: random.chance(0.2) ? timeline.now - random.below(60_000) : null,
      selection: kind === "replay" ? random.pick(["all", "undelivered"] as const) : null,
      position: "",
      total: null,
      done: 0,
      error: null,
      created_at: timeline.now,
      ended_at: null,
    };
    this.#jobs.push(job);
    trace.add(timeline.now, `${kind} of ${trace.name("callback", row.id)} begins`);
    await node.store.write.insertJob({ job });
    node.jobs.wake();
  }

  async #cancelJob(node: SimNode): Promise<void> {
    const job = this.#jobs.at(-1);
    if (job === undefined) return;
    const { id, project_id: projectId } = job;
    await node.store.write.endJob({
      id,
      projectId,
      status: "cancelled",
      error: null,
      now: this.#of.timeline.now,
    });
  }

  /** As the routes end: the node forgets what it knew, and answers. */
  #answered(node: SimNode, ids: readonly string[], heard = this.#of.book.heard): void {
    node.dispatcher.forget(ids);
    this.#of.book.answered(ids, node.name, this.#of.timeline.now, heard);
  }
}

/** Fields that mean nothing without others. */
const alone = new Set(["auth_type", "auth_key", "auth_secret", "url", "requires_whitelisted_source"]);
