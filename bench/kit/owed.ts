import type { ReceiverPort } from "../receiver.ts";
import type { Api } from "./api.ts";
import { sleep, until } from "./clock.ts";

interface Page {
  data: unknown[];
  nextCursor: string | null;
}

/** Whether any delivery of the callback has this status. */
export async function anyDelivery(api: Api, callbackId: string, status: string): Promise<boolean> {
  let cursor = "";
  for (;;) {
    const page = await api.get<Page>(
      `/api/v1/deliveries?callbackId=${callbackId}&status=${status}&limit=1${cursor}`,
    );
    if (page.data.length > 0) return true;
    if (page.nextCursor === null) return false;
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
}

/**
 * Waits until nothing is owed to the callback any more by the database's own account.
 *
 * @throws Error when a delivery failed, or after `timeoutMs`
 */
export async function untilNothingOwed(api: Api, callbackId: string, timeoutMs: number): Promise<void> {
  await until("every delivery has ended", timeoutMs, 2, async () => {
    const owed =
      (await anyDelivery(api, callbackId, "pending")) || (await anyDelivery(api, callbackId, "held"));
    return !owed;
  });
  if (await anyDelivery(api, callbackId, "failed")) throw new Error("a delivery failed");
}

export async function pause(api: Api, callbackId: string): Promise<void> {
  await api.post(`/api/v1/callbacks/${callbackId}/pause`, {});
}

/** Resumes the callback; what it is owed goes out. */
export async function resume(api: Api, callbackId: string): Promise<void> {
  await api.post(`/api/v1/callbacks/${callbackId}/resume`, { pending: "send" });
}

/** Waits until nothing has arrived for a fifth of a second. */
export async function untilQuiet(port: ReceiverPort): Promise<void> {
  let before = -1;
  let { count } = await port.progress();
  while (count !== before) {
    before = count;
    await sleep(200);
    count = (await port.progress()).count;
  }
}
