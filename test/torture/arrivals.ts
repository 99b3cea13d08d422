import { parseVerificationKey, verifySignature } from "../../src/platform/verify-signature.ts";
import type { CallbackTable } from "../../src/store/schema.ts";
import { about, type Ledger, type Owed } from "./ledger.ts";
import type { WireRequest } from "./receiver.ts";
import type { SettingsBook } from "./settings-book.ts";
import { type Trace, Violation } from "./trace.ts";

/** What the checks of arrivals need to know. */
export interface ArrivalContext {
  ledger: Ledger;
  book: SettingsBook;
  trace: Trace;
  fail: (violation: Violation) => void;
  now: () => number;
  /** The secrets that a callback's receiver may verify with, in clear. */
  secretsOf(row: CallbackTable): string[];
  /** The address that callbacks with the requirement leave from. */
  fixedSource: string;
}

/** Looks at every request as its receiver got it: order, bytes, signature, source. */
export class Arrivals {
  count = 0;
  readonly #of: ArrivalContext;

  constructor(of: ArrivalContext) {
    this.#of = of;
  }

  arrived(request: WireRequest): void {
    const { ledger, trace, fail, now } = this.#of;
    this.count += 1;
    const owed = ledger.byId.get(request.headers.get("webhook-id") ?? "");
    if (owed === undefined) {
      fail(new Violation("a request arrived with an id that nobody is owed"));
      return;
    }
    const first = owed.firstArrivedAt === null;
    trace.add(now(), `${ledger.name(owed)} arrived${first ? " for the first time" : " again"}`, about(owed));
    const wrong = (first ? this.#outOfOrder(owed) : null) ?? this.#wrongBytes(owed, request);
    if (wrong !== null) fail(new Violation(`${ledger.name(owed)} ${wrong}`, about(owed)));
    owed.firstArrivedAt ??= now();
  }

  /** In order per lead: the first arrival of each comes after that of all before it, but for what had ended. */
  #outOfOrder(owed: Owed): string | null {
    const { ledger } = this.#of;
    if (!owed.inOrder || owed.row.lane !== 0) return null;
    const before = ledger.chain(owed).filter(({ row }) => row.n < owed.row.n && row.lane === 0);
    const missed = before.find((other) => other.firstArrivedAt === null && !other.everEnded);
    return missed === undefined ? null : `overtook ${ledger.name(missed)}`;
  }

  #wrongBytes(owed: Owed, request: WireRequest): string | null {
    const { book, now, fixedSource, secretsOf } = this.#of;
    const body = request.body.toString();
    if (body !== owed.body) return "arrived with other bytes than were sent";
    const callback = book.latest(owed.row.callback_id)?.row;
    if (callback === undefined) return "arrived for a callback that there is not";
    const keys = secretsOf(callback).map(parseVerificationKey);
    const { headers } = request;
    const signed = {
      id: headers.get("webhook-id"),
      timestamp: headers.get("webhook-timestamp"),
      signature: headers.get("webhook-signature"),
      body: request.body,
    };
    const verdict = verifySignature(signed, keys, now());
    if (!verdict.valid) return `arrived with a signature that fails: ${verdict.message}`;
    const asked = new URL(`http://${headers.get("host")}${request.path}`);
    if (asked.searchParams.get("fixed") === "1" && request.from !== fixedSource)
      return `came from ${request.from}, which nobody has approved`;
    return this.#wrongContent(owed, body);
  }

  /** The body is of the change that it is owed for, in the format that was fixed then. */
  #wrongContent({ row }: Owed, body: string): string | null {
    const told = JSON.parse(body) as Record<string, unknown>;
    if (told.leadId !== row.lead_id) return "tells of another lead";
    if (row.update_id !== null) return told.updateId === row.update_id ? null : "tells of another update";
    if (told.activityId !== row.activity_id) return "tells of another activity";
    const recorded = this.#of.ledger.activities.get(row.activity_id ?? "");
    if (recorded?.kind !== "activity" || told.sequence !== recorded.activity.sequence)
      return "tells of another sequence";
    const format = "activities" in told ? "lead_history" : "lead" in told ? "lead_update" : "activity_update";
    return format === row.payload_format ? null : `arrived as ${format}`;
  }
}
