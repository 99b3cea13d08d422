/** What a callback's body says, as far as it can be read: null where it says nothing of the kind. */
export interface PayloadFacts {
  /** `call completed`, `schedule`, `update accepted`, …; `not JSON` where it is none. */
  what: string;
  leadId: string | null;
  referenceId: string | null;
  sequence: number | null;
  triggers: string[];
  fromState: string | null;
  toState: string | null;
  disposition: string | null;
  summary: string | null;
}

/**
 * Reads a body of any of the three payload formats, the outcome of an update, or anything else that was posted.
 * Never throws: a receiver must show also what is malformed.
 */
export function readPayload(body: string): PayloadFacts {
  const json = parseJson(body);
  const payload = objectOf(json);
  const activity = objectOf(payload.activity);
  const result = objectOf(activity.result);
  const analysis = objectOf(result.analysis);
  return {
    what: json === undefined ? "not JSON" : whatHappened(payload, activity, result),
    leadId: textOf(payload.leadId),
    referenceId: textOf(payload.referenceId),
    sequence: typeof payload.sequence === "number" ? payload.sequence : null,
    triggers: Array.isArray(payload.triggers)
      ? payload.triggers.filter((name) => typeof name === "string")
      : [],
    fromState: textOf(activity.fromState),
    toState: textOf(activity.toState),
    disposition: textOf(analysis.disposition),
    summary: textOf(analysis.summary),
  };
}

type Fields = Record<string, unknown>;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function whatHappened(payload: Fields, activity: Fields, result: Fields): string {
  const type = textOf(activity.type);
  if (type === "call") return `call ${textOf(result.status) ?? textOf(activity.status) ?? ""}`.trim();
  if (type !== null) return type;
  if (textOf(payload.updateId) !== null && typeof payload.success === "boolean") {
    return payload.success
      ? "update accepted"
      : `update refused: ${textOf(payload.error) ?? "no reason given"}`;
  }
  return textOf(payload.type) ?? textOf(payload.action_type) ?? "unknown payload";
}

function objectOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
