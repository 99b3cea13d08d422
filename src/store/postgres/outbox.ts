import type { CommittedChanges } from "../committed.ts";
import type { NodeMessage } from "../nodes.ts";

/** Where nodes hear each other. */
export const channel = "ringback";
/** What is told is gathered for so long, ms: notifications are committed one after the other in the whole database. */
const gatherMs = 30;
/** PostgreSQL takes fewer than 8,000 bytes; what is larger is told as counts. */
const mostBytes = 7_500;

/** What this node has to tell, gathered; and the form in which nodes tell it. */
export class Outbox {
  readonly #self: string;
  readonly #send: (payload: string) => Promise<void>;
  #due = false;
  #changes: CommittedChanges[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(self: string, send: (payload: string) => Promise<void>) {
    this.#self = self;
    this.#send = send;
  }

  add(message: NodeMessage): void {
    if (message.kind === "due") this.#due = true;
    else if (message.kind === "changes") this.#changes = merged(this.#changes, message.changes);
    this.#timer ??= setTimeout(() => void this.flush(), gatherMs);
  }

  /** Sends what was gathered. What cannot be sent is lost: nodes also look by themselves. */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const messages: NodeMessage[] = [];
    if (this.#due) messages.push({ kind: "due" });
    if (this.#changes.length > 0) messages.push({ kind: "changes", changes: this.#changes });
    this.#due = false;
    this.#changes = [];
    for (const message of messages) await this.#send(this.#payload(message)).catch(() => undefined);
  }

  /** The message of a payload, or null where it is this node's own or none. */
  open(payload: string): NodeMessage | null {
    try {
      const { from, ...message } = JSON.parse(payload) as NodeMessage & { from?: string };
      return from === this.#self ? null : (message as NodeMessage);
    } catch {
      return null;
    }
  }

  #payload(message: NodeMessage): string {
    const whole = JSON.stringify({ from: this.#self, ...message });
    if (Buffer.byteLength(whole) <= mostBytes || message.kind !== "changes") return whole;
    // Without the names; still too much only where some fifty projects are watched at once.
    const counts = message.changes.slice(0, 50).map((of) => ({ ...of, activities: [], deliveries: [] }));
    return JSON.stringify({ from: this.#self, kind: "changes", changes: counts });
  }
}

function merged(before: readonly CommittedChanges[], added: readonly CommittedChanges[]): CommittedChanges[] {
  const byProject = new Map(before.map((changes) => [changes.projectId, changes]));
  for (const changes of added) {
    const known = byProject.get(changes.projectId);
    byProject.set(
      changes.projectId,
      known === undefined
        ? changes
        : {
            projectId: changes.projectId,
            activities: [...known.activities, ...changes.activities],
            deliveries: [...known.deliveries, ...changes.deliveries],
            activityCount: known.activityCount + changes.activityCount,
            deliveryCount: known.deliveryCount + changes.deliveryCount,
            inspectors: [...new Set([...(known.inspectors ?? []), ...(changes.inspectors ?? [])])],
          },
    );
  }
  return [...byProject.values()];
}
