import type { DeliveryOrder, PayloadFormat, Trigger } from "../contract/words.ts";

/** What of a callback decides whether it is owed something. */
export interface CallbackRules {
  id: string;
  enabled: boolean;
  payloadFormat: PayloadFormat;
  triggers: readonly Trigger[];
  /** Fire only for activities that set one of these; null for any. */
  dispositions: readonly string[] | null;
  /** Fire only for activities that leave the lead in one of these; null for any. */
  states: readonly string[] | null;
  order: DeliveryOrder;
}

/** What of an activity decides who is owed it. */
export interface FiredActivity {
  triggers: readonly Trigger[];
  disposition: string | null;
  toState: string | null;
}

/** Whether a callback is owed a delivery of an activity: one for one change, however many triggers applied. */
export function isOwed(callback: CallbackRules, activity: FiredActivity): boolean {
  return (
    callback.enabled &&
    activity.triggers.some((trigger) => callback.triggers.includes(trigger)) &&
    (callback.dispositions === null ||
      (activity.disposition !== null && callback.dispositions.includes(activity.disposition))) &&
    (callback.states === null || (activity.toState !== null && callback.states.includes(activity.toState)))
  );
}
