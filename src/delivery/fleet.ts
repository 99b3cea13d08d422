import type { Log } from "../platform/log.ts";
import type { CommittedChanges } from "../store/committed.ts";
import type { NodeLink, NodeListener, NodeMessage, NodeRegistry, NodeState } from "../store/nodes.ts";
import { Shares } from "./shares.ts";

/** What other nodes have to do with sending; left out where there is one node only. */
export interface Membership {
  /** Whether what this node has leased is its own still. */
  readonly holdsLeases: boolean;
  /** How many of the slots of a callback are this node's. */
  slots(total: number): number;
  /** Whether it is this node that sends to a callback with a rate limit, of those that have one of its slots. */
  owns(callbackId: string, total: number): boolean;
  /** Something is due that this node does not send. */
  leftOver(): void;
}

/** Who sends. */
export interface FleetSender {
  /** Whether it keeps within its share, what is on its way included. */
  readonly withinShare: boolean;
  /** Its share changed, or it may send again. */
  shareChanged(): void;
  /** Others have taken what they found of its leases. */
  givenUp(): void;
  /** Settings of these projects changed elsewhere; null for any. */
  forgetProjects(projectIds: readonly string[] | null): void;
  /** Something is due. */
  wake(): void;
}

/** Who shows what commits change. */
export interface FleetWatcher {
  watched(): readonly string[];
  committed(changes: readonly CommittedChanges[]): void;
  /** Changes of other nodes may have been missed. */
  missed(): void;
}

/** This node's side of living with others on one database. */
export class Fleet implements Membership, NodeListener {
  readonly #id: string;
  readonly #role: NodeState["role"];
  readonly #log: Log;
  readonly #shares: Shares;
  #link: NodeLink | null = null;
  #sender: FleetSender | null = null;
  #watcher: FleetWatcher | null = null;
  #watchedElsewhere: readonly string[] = [];
  #sending = "";
  #living = 1;

  constructor(options: { id: string; role: NodeState["role"]; log: Log }) {
    this.#id = options.id;
    this.#role = options.role;
    this.#log = options.log;
    this.#shares = new Shares(options.id);
  }

  /** @throws StoreUnavailable where the database does not answer */
  async join(registry: NodeRegistry, sender: FleetSender, watcher: FleetWatcher): Promise<void> {
    this.#sender = sender;
    this.#watcher = watcher;
    this.#link = await registry.join(this);
  }

  async leave(): Promise<void> {
    await this.#link?.leave();
  }

  get holdsLeases(): boolean {
    return this.#link?.alive ?? false;
  }

  /** Whether settings that were read before still hold: false where a change of them may have been missed. */
  get upToDate(): boolean {
    return this.#link?.upToDate ?? false;
  }

  slots(total: number): number {
    return this.#shares.slots(total);
  }

  owns(callbackId: string, total: number): boolean {
    return this.#shares.owns(callbackId, total);
  }

  leftOver(): void {
    this.#link?.tell({ kind: "due" });
  }

  /** Nodes that live, this one included. */
  get living(): number {
    return this.#living;
  }

  /** Projects whose changes are asked for on other nodes. */
  watchedElsewhere(): readonly string[] {
    return this.#watchedElsewhere;
  }

  /** Tells other nodes what this one committed. */
  committed(changes: readonly CommittedChanges[]): void {
    const asked = changes.filter(({ projectId }) => this.#watchedElsewhere.includes(projectId));
    if (asked.length > 0) this.#link?.tell({ kind: "changes", changes: asked });
  }

  state(): NodeState {
    const agreed = (this.#sender?.withinShare ?? true) ? this.#shares.members : "";
    return { id: this.#id, role: this.#role, watched: this.#watcher?.watched() ?? [], agreed };
  }

  beat(nodes: readonly NodeState[]): void {
    this.#living = nodes.length;
    const others = nodes.filter(({ id }) => id !== this.#id);
    this.#watchedElsewhere = [...new Set(others.flatMap(({ watched }) => watched))];
    this.#shares.update(nodes.filter(({ role }) => role !== "api"));
    const sending = `${this.#shares.slots(2 ** 31)} ${this.#shares.members}`;
    if (sending === this.#sending) return;
    this.#sending = sending;
    this.#sender?.shareChanged();
  }

  givenUp(): void {
    this.#log.warn({ node: this.#id }, "other nodes had given this one up; what it had is sent by them");
    this.#shares.lose();
    this.#sending = "";
    this.#sender?.givenUp();
  }

  unheard(): void {
    this.#shares.lose();
    this.#sending = "";
  }

  reconnected(): void {
    this.#log.info({ node: this.#id }, "the other nodes are heard again");
    this.#sending = "";
    this.#sender?.forgetProjects(null);
    this.#sender?.shareChanged();
    this.#watcher?.missed();
  }

  received(message: NodeMessage): void {
    if (message.kind === "due") this.#sender?.wake();
    else if (message.kind === "settings") this.#sender?.forgetProjects(message.projectIds);
    else this.#watcher?.committed(message.changes);
  }
}
