import { historyActivities, payloadOf } from "../callbacks/payload.ts";
import type { HotStatements, ReadyDelivery, ReadyRow } from "./engine.ts";

/**
 * Makes the bodies of deliveries from what is stored of them: the same bytes every time. A row whose body cannot
 * be made any more (its activity is gone) is a bug and throws.
 */
export async function readyDeliveries(
  hot: HotStatements,
  rows: readonly ReadyRow[],
): Promise<ReadyDelivery[]> {
  const ready: ReadyDelivery[] = [];
  for (const row of rows) {
    const { payloadFormat, activity, lead, body, ...rest } = row;
    ready.push({ ...rest, body: body ?? (await activityPayload(hot, row)) });
  }
  return ready;
}

async function activityPayload(hot: HotStatements, row: ReadyRow): Promise<string> {
  const { activity, payloadFormat, lead } = row;
  if (activity === null) throw new Error(`delivery ${row.id} has nothing to make its body from`);
  // One more than is shown tells whether there was more.
  const history =
    payloadFormat === "lead_history"
      ? await hot.history(
          { projectId: row.projectId, id: activity.leadId },
          activity.sequence,
          historyActivities + 1,
        )
      : null;
  return payloadOf(payloadFormat, activity, lead, history);
}
