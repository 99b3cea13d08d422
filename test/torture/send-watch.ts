import type { AttemptRecord } from "../../src/contract/delivery.ts";
import type { SendRequest } from "../../src/delivery/prepared-request.ts";
import type { Sender } from "../../src/delivery/sender.ts";
import type { SecretBox } from "../../src/platform/crypto.ts";
import type { CallbackTable } from "../../src/store/schema.ts";
import { about, type Ledger, type Owed } from "./ledger.ts";
import type { Outcomes } from "./outcomes.ts";
import type { Knower, SettingsBook } from "./settings-book.ts";
import { type Trace, Violation } from "./trace.ts";

/** A node as the checks see it. */
export interface Sending extends Knower {
  readonly isAlive: boolean;
  /** Until when limits that nodes keep together need not hold for it, ms since the epoch. */
  readonly apartUntil: number;
  /** Requests on their way, by delivery. */
  readonly inFlight: Map<string, UnderWay>;
}

/** A request on its way. */
export interface UnderWay {
  owed: Owed;
  /** When it began, ms since the epoch. */
  began: number;
}

/** Looks at every attempt as it begins and as it ends. */
export class SendWatch {
  attempts = 0;
  readonly #ledger: Ledger;
  readonly #book: SettingsBook;
  readonly #outcomes: Outcomes;
  readonly #secrets: SecretBox;
  readonly #trace: Trace;
  readonly #fail: (violation: Violation) => void;
  readonly #now: () => number;
  readonly #concurrency: number;
  readonly #nodes: () => readonly Sending[];

  constructor(of: {
    ledger: Ledger;
    book: SettingsBook;
    outcomes: Outcomes;
    secrets: SecretBox;
    trace: Trace;
    fail: (violation: Violation) => void;
    now: () => number;
    concurrency: number;
    nodes: () => readonly Sending[];
  }) {
    this.#ledger = of.ledger;
    this.#book = of.book;
    this.#outcomes = of.outcomes;
    this.#secrets = of.secrets;
    this.#trace = of.trace;
    this.#fail = of.fail;
    this.#now = of.now;
    this.#concurrency = of.concurrency;
    this.#nodes = of.nodes;
  }

  /** The sender of a node, watched. */
  over(sender: Sender, node: Sending): Sender {
    return {
      close: (graceMs) => sender.close(graceMs),
      send: async (request) => {
        const owed = this.#begins(request, node);
        const early = owed?.ahead === true && (owed.row.due_at ?? 0) > this.#now();
        const record = await sender.send(request);
        this.#ends(request, node, owed, record, early);
        return record;
      },
    };
  }

  #begins(request: SendRequest, node: Sending): Owed | undefined {
    this.attempts += 1;
    const owed = this.#ledger.byId.get(request.deliveryId);
    if (owed === undefined) {
      this.#fail(new Violation("something is sent that is owed to nobody"));
      return undefined;
    }
    this.#trace.add(
      this.#now(),
      `${this.#ledger.name(owed)} attempt ${request.attempt} by ${node.name}`,
      about(owed),
    );
    const wrong = this.#wrong(request, node, owed);
    if (wrong !== null)
      this.#fail(new Violation(`${this.#ledger.name(owed)} was sent ${wrong}`, about(owed)));
    owed.body ??= request.body;
    node.inFlight.set(request.deliveryId, { owed, began: this.#now() });
    return owed;
  }

  #ends(
    request: SendRequest,
    node: Sending,
    owed: Owed | undefined,
    record: AttemptRecord,
    early: boolean,
  ): void {
    node.inFlight.delete(request.deliveryId);
    if (owed === undefined) return;
    this.#outcomes.ended(node.name, request.deliveryId, request.attempt, { record, early });
    const came = record.error?.message ?? `${record.response?.statusCode}`;
    this.#trace.add(
      this.#now(),
      `${this.#ledger.name(owed)} attempt ${request.attempt}: ${came}`,
      about(owed),
    );
  }

  /** Why this attempt must not begin, or null where it may. */
  #wrong(request: SendRequest, node: Sending, owed: Owed): string | null {
    const { row } = owed;
    const now = this.#now();
    if (!node.isAlive) return "by a node that is dead";
    // What was skipped and opened again meanwhile is sent beside the request that nobody can take back.
    const underWay = node.inFlight.get(request.deliveryId);
    if (underWay !== undefined && owed.reopenedAt < underWay.began) return "while it was on its way already";
    const beside = this.#beside(row.callback_id, node, now);
    if (beside >= this.#concurrency) return `beside ${beside} others to the same callback`;
    if (owed.body !== null && owed.body !== request.body) return "with another body than before";
    const versions = this.#book.allowed(row.callback_id, node, now);
    const settings = versions.map((version) => this.#unlike(version.row, request));
    if (settings.every((unlike) => unlike !== null)) return settings.at(-1) ?? "to nobody";
    // What a node need not know yet it may still act on: a skipped one, or one opened again after that.
    if (versions.length > 1) return null;
    if (row.status !== "pending") return `although it is ${row.status}`;
    if (row.leased_by !== node.name) return "without a lease";
    if ((row.leased_until ?? 0) < now) return "after its lease had run out";
    const early = owed.ahead && (row.not_before ?? 0) <= now;
    if ((row.due_at ?? 0) > now && !early) return `${(row.due_at ?? 0) - now} ms before its time`;
    return request.attempt === row.attempts + 1
      ? null
      : `as attempt ${request.attempt} after ${row.attempts}`;
  }

  /** How many requests to a callback are on their way from this node, and from those that it keeps limits with. */
  #beside(callbackId: string, node: Sending, now: number): number {
    const together = node.apartUntil < now ? this.#nodes().filter((other) => other.apartUntil < now) : [node];
    const requests = together.flatMap((other) => [...other.inFlight.values()]);
    return requests.filter(({ owed }) => owed.row.callback_id === callbackId).length;
  }

  /** In what an attempt differs from these settings. */
  #unlike(row: CallbackTable, request: SendRequest): string | null {
    if (row.removed_at !== null) return "to a callback that was removed";
    if (row.paused_at !== null) return "to a callback that is paused";
    if (row.url !== request.url) return `to ${request.url} after it was changed`;
    const route = row.requires_whitelisted_source === 1 ? "fixed" : "open";
    if (request.route !== route) return `by the ${request.route} route where the ${route} one is asked for`;
    if (!this.#isAuthOf(row, request)) return "with another authentication";
    return request.timeoutMs === row.timeout_ms ? null : "with another time limit";
  }

  #isAuthOf(row: CallbackTable, { authHeader }: SendRequest): boolean {
    if (row.auth_type === "none" || row.auth_secret === null) return authHeader === null;
    const secret = this.#secrets.open(row.auth_secret);
    return row.auth_type === "bearer"
      ? authHeader?.name === "Authorization" && authHeader.value === `Bearer ${secret}`
      : authHeader?.name === row.auth_key && authHeader?.value === secret;
  }
}
