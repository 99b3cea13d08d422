import type { Answer } from "../fakes/receiver.ts";
import type { Api, Fields } from "../support/api.ts";
import { nextPhone } from "../support/project.ts";
import type { StoredActivity } from "./arrivals.ts";

/** Where the two callbacks send to. */
export const paths = ["/in-order", "/with-lead"] as const;

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Short waits, and so many that nothing ever fails for good. */
export const patientEnv = {
  RETRY_SCHEDULE: ["50ms", "100ms", ...Array.from({ length: 60 }, () => "150ms")].join(","),
  LEAD_RATE_LIMIT: "1000000",
};

/** Now and then the receiver fails, in one way or another. */
export function moody(): Answer {
  const dice = Math.random();
  if (dice < 0.05) return { status: 500 };
  if (dice < 0.08) return { misbehave: "reset" };
  if (dice < 0.1) return { misbehave: "half-headers" };
  return {};
}

/** Gives a process its two callbacks; their ids. */
export async function addCallbacks(api: Api, processId: string, receiverUrl: string): Promise<string[]> {
  const [inOrder, withLead] = paths;
  const leadUpdateCallbacks = [
    { url: `${receiverUrl}${inOrder}` },
    { url: `${receiverUrl}${withLead}`, payloadFormat: "lead_update" },
  ];
  const path = `/api/v1/processes/${processId}/advanced-settings`;
  const { revision } = (await api.get(path)).json;
  const saved = await api.put(path, { leadUpdateCallbacks }, { "if-match": `"${revision}"` });
  if (saved.status !== 200) throw new Error(`the callbacks were not saved: ${saved.text}`);
  return saved.json.leadUpdateCallbacks.map(({ id }) => id);
}

/** Makes so many leads; their ids. */
export async function addLeads(
  api: Api,
  { projectId, processId }: { projectId: string; processId: string },
  count: number,
): Promise<string[]> {
  const leads = Array.from({ length: count }, () => ({
    projectId,
    processId,
    name: "Asha",
    phone: nextPhone(),
  }));
  const { json } = await api.post("/api/v1/leads/bulk/initiate", { leads });
  return (json.success as Fields[]).map((lead) => lead._id);
}

/** Waits until nothing waits to be sent any more; throws where something does after `patienceMs`. */
export async function nothingOwed(api: Api, patienceMs: number): Promise<void> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const owed = await anyOf(api, "pending,held");
    if (owed === null) return;
    if (Date.now() > until)
      throw new Error(`still owed after ${patienceMs / 1_000} s: ${JSON.stringify(owed)}`);
    await pause(100);
  }
}

/** Any delivery that stands so. A page may be empty while there are more. */
export async function anyOf(api: Api, statuses: string): Promise<Fields | null> {
  let cursor: string | null = "";
  while (cursor !== null) {
    const { json } = await api.get(
      `/api/v1/deliveries?status=${statuses}&limit=1${cursor && `&cursor=${cursor}`}`,
    );
    const [found] = json.data;
    if (found !== undefined) return found;
    cursor = json.nextCursor;
  }
  return null;
}

/** An activity with what its report named as the call. */
export type CalledActivity = StoredActivity & Pick<Fields, "providerCallId">;

/** Every activity of some leads. */
export async function activitiesOf(api: Api, leadIds: readonly string[]): Promise<CalledActivity[]> {
  const found: CalledActivity[] = [];
  for (const leadId of leadIds) {
    let cursor: string | null = "";
    while (cursor !== null) {
      const { json } = await api.get(
        `/api/v1/activities?leadId=${leadId}&limit=200${cursor && `&cursor=${cursor}`}`,
      );
      for (const { id, sequence, triggers, providerCallId } of json.data)
        found.push({ id, leadId, sequence, triggers, providerCallId });
      cursor = json.nextCursor;
    }
  }
  return found;
}
