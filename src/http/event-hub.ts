import { randomBytes } from "node:crypto";
import type { Clock, Timer } from "../platform/clock.ts";
import type { CommittedChanges, CommittedDelivery } from "../store/committed.ts";
import type { CommitObserver } from "../store/committer.ts";
import { EventChannel } from "./event-channel.ts";

/** Streams of one project at the most. */
const mostStreams = 100;
/** How long events are still collected after the last stream of a project ended, ms: it may come back. */
const lingerMs = 60_000;

/** One open stream, as the hub sees it. */
export interface EventListener {
  /** Takes the text of one event. */
  send(text: string): void;
  /** The server stops. */
  end(): void;
}

/** Other nodes, whose listeners want to be told too. */
export interface Elsewhere {
  watchedElsewhere(): readonly string[];
  committed(changes: readonly CommittedChanges[]): void;
}

export interface Subscription {
  /** What to send first: what was missed, `reset`, or just the position to come back with. */
  first: string;
  /** Ends it. */
  leave(): void;
}

/**
 * What `GET /api/v1/events` tells: changes of the projects that someone listens to, from the commits of this
 * process, in memory. A position is `<start id>-<number>`, so that one of an earlier process is known as such.
 */
export class EventHub implements CommitObserver {
  readonly #clock: Clock;
  readonly #elsewhere: Elsewhere | null;
  readonly #startId = randomBytes(6).toString("hex");
  readonly #channels = new Map<string, { channel: EventChannel; forget: Timer | null }>();
  readonly #open = new Set<EventListener>();
  #position = 0;
  #watched: readonly string[] = [];
  #closed = false;

  constructor(clock: Clock, elsewhere: Elsewhere | null = null) {
    this.#clock = clock;
    this.#elsewhere = elsewhere;
  }

  watched(): readonly string[] {
    const elsewhere = this.#elsewhere?.watchedElsewhere() ?? [];
    return elsewhere.length === 0 ? this.#watched : [...new Set([...this.#watched, ...elsewhere])];
  }

  /** Projects that someone listens to on this node. */
  get watchedHere(): readonly string[] {
    return this.#watched;
  }

  committed(changes: readonly CommittedChanges[]): void {
    this.told(changes);
    this.#elsewhere?.committed(changes);
  }

  /** Streams that are open. */
  get streams(): number {
    return this.#open.size;
  }

  /** Changes may have been missed: whoever listens reads anew. */
  missed(): void {
    for (const listener of this.#open) listener.send(this.reset());
  }

  /** Tells what a node committed to those who listen on this one. */
  told(changes: readonly CommittedChanges[]): void {
    for (const of of changes) this.#channels.get(of.projectId)?.channel.tell(of);
  }

  /** Tells of a delivery that changed otherwise than by a commit of reports and outcomes. */
  deliveryChanged(projectId: string, delivery: CommittedDelivery): void {
    this.committed([
      { projectId, activities: [], deliveries: [delivery], activityCount: 0, deliveryCount: 1 },
    ]);
  }

  /** The same for so many deliveries that nobody has named. */
  deliveriesChanged(projectId: string, deliveryCount: number): void {
    if (deliveryCount === 0) return;
    this.committed([{ projectId, activities: [], deliveries: [], activityCount: 0, deliveryCount }]);
  }

  /** Tells that an inspector got something; nothing is done while nobody listens. */
  inspectorReceived(projectId: string, id: string): void {
    if (!this.watched().includes(projectId)) return;
    this.committed([
      { projectId, activities: [], deliveries: [], activityCount: 0, deliveryCount: 0, inspectors: [id] },
    ]);
  }

  /**
   * Begins to tell a listener of a project's changes.
   *
   * @param lastEventId the position that it has seen last, where it comes back
   * @returns null where the project has too many listeners, or the server stops
   */
  listen(projectId: string, listener: EventListener, lastEventId: string | undefined): Subscription | null {
    if (this.#closed) return null;
    const entry = this.#channelOf(projectId);
    if (entry.channel.listeners >= mostStreams) return null;
    entry.forget?.cancel();
    entry.forget = null;
    const first = this.#first(entry.channel, lastEventId);
    const leaveChannel = entry.channel.listen((text) => listener.send(text));
    this.#open.add(listener);
    return {
      first,
      leave: () => {
        if (!this.#open.delete(listener)) return;
        leaveChannel();
        if (entry.channel.listeners > 0) return;
        entry.forget = this.#clock.setTimeout(() => this.#forget(projectId), lingerMs);
      },
    };
  }

  /** The event that says: what you know may be out of date, read it anew. */
  reset(): string {
    return `event: reset\nid: ${this.#startId}-${this.#position}\ndata: {}\n\n`;
  }

  /** Ends every stream; there are no more after that. */
  close(): void {
    this.#closed = true;
    const open = [...this.#open];
    this.#open.clear();
    for (const listener of open) listener.end();
    for (const projectId of [...this.#channels.keys()]) this.#forget(projectId);
  }

  #channelOf(projectId: string) {
    const known = this.#channels.get(projectId);
    if (known !== undefined) return known;
    const channel = new EventChannel({
      clock: this.#clock,
      since: this.#position,
      nextPosition: () => {
        this.#position += 1;
        return this.#position;
      },
      write: (position, name, data) =>
        `event: ${name}\nid: ${this.#startId}-${position}\ndata: ${JSON.stringify(data)}\n\n`,
    });
    const entry = { channel, forget: null as Timer | null };
    this.#channels.set(projectId, entry);
    this.#watched = [...this.#channels.keys()];
    return entry;
  }

  #forget(projectId: string): void {
    const entry = this.#channels.get(projectId);
    entry?.forget?.cancel();
    entry?.channel.close();
    this.#channels.delete(projectId);
    this.#watched = [...this.#channels.keys()];
  }

  #first(channel: EventChannel, lastEventId: string | undefined): string {
    // An `id` without data sets the position to come back with and is no event (HTML, "Server-sent events").
    if (lastEventId === undefined) return `id: ${this.#startId}-${this.#position}\n\n`;
    const [startId, number] = lastEventId.split("-");
    const position = startId === this.#startId && /^\d{1,15}$/.test(number ?? "") ? Number(number) : null;
    const missed = position === null || position > this.#position ? null : channel.after(position);
    return missed === null ? this.reset() : missed.join("");
  }
}
