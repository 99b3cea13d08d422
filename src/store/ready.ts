import { historyActivities, payloadOf } from "../callbacks/payload.ts";
import type { HotStatements, ReadyDelivery, ReadyRow } from "./engine.ts";

/**
 * Makes the bodies of deliveries from what is stored of them: the same bytes every time. All that it asks for goes out
 * when it is called. A row whose body cannot be made any more (its activity is gone) is a bug and throws.
 */
export async function readyDeliveries(
  hot: Pick<HotStatements, "history">,
  rows: readonly ReadyRow[],
): Promise<ReadyDelivery[]> {
  const histories = rows.map((row) => historyOf(hot, row));
  const ready: ReadyDelivery[] = [];
  for (const [index, row] of rows.entries()) {
    const { payloadFormat, activity, lead, body, history, ...rest } = row;
    ready.push({ ...rest, body: body ?? activityPayload(row, (await histories[index]) ?? null) });
  }
  return ready;
}

type History = NonNullable<ReadyRow["history"]>;

function historyOf(
  hot: Pick<HotStatements, "history">,
  { activity, body, payloadFormat, projectId, history }: ReadyRow,
): History | Promise<History> | null {
  if (history !== undefined) return history;
  if (body !== null || activity === null || payloadFormat !== "lead_history") return null;
  // One more than is shown tells whether there was more.
  return hot.history({ projectId, id: activity.leadId }, activity.sequence, historyActivities + 1);
}

function activityPayload({ id, activity, payloadFormat, lead }: ReadyRow, history: History | null): string {
  if (activity === null) throw new Error(`delivery ${id} has nothing to make its body from`);
  return payloadOf(payloadFormat, activity, lead, history);
}
