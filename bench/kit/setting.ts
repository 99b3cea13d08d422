/** Makes what a figure needs on a server: a process's callback, leads. All of it through the public API. */
import type { Api } from "./api.ts";

export interface ProcessIds {
  id: string;
  projectId: string;
}

interface Settings {
  revision: number;
  leadUpdateCallbacks: { id: string }[];
}

/** The process that a first start makes. */
export async function exampleProcess(api: Api): Promise<ProcessIds> {
  const { data } = await api.get<{ data: ProcessIds[] }>("/api/v1/processes");
  if (data[0] === undefined) throw new Error("the first start made no process");
  return data[0];
}

/** Gives the process this one callback, with defaults for all but its URL and order; answers its id. */
export async function setCallback(
  api: Api,
  processId: string,
  url: string,
  order: "per_lead" | "none" = "per_lead",
): Promise<string> {
  const [id] = await setCallbacks(api, processId, [url], order);
  if (id === undefined) throw new Error("the callback was not stored");
  return id;
}

/** The same for several; answers their ids. */
export async function setCallbacks(
  api: Api,
  processId: string,
  urls: readonly string[],
  order: "per_lead" | "none" = "per_lead",
): Promise<string[]> {
  const path = `/api/v1/processes/${processId}/advanced-settings`;
  const { revision } = await api.get<Settings>(path);
  const body = { leadUpdateCallbacks: urls.map((url) => ({ url, order })) };
  const stored = await api.put<Settings>(path, body, { "if-match": `"${revision}"` });
  return stored.leadUpdateCallbacks.map(({ id }) => id);
}

const leadsARequest = 1_000;

/** Makes `count` leads in the process, in its first state; answers their ids. Numbers make their phones. */
export async function makeLeads(
  api: Api,
  process: ProcessIds,
  count: number,
  firstNumber = 0,
): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const leads = Array.from({ length: Math.min(leadsARequest, count - ids.length) }, (_, index) =>
      lead(process, firstNumber + ids.length + index),
    );
    const answer = await api.post<{ success: { _id: string }[]; errors: { error: string }[] }>(
      "/api/v1/leads/bulk/initiate?v=1.2",
      { leads },
    );
    if (answer.errors[0] !== undefined) throw new Error(`a lead was refused: ${answer.errors[0].error}`);
    for (const made of answer.success) ids.push(made._id);
  }
  return ids;
}

function lead(process: ProcessIds, number: number) {
  return {
    projectId: process.projectId,
    processId: process.id,
    name: `Bench Lead ${number}`,
    phone: `+91${9_000_000_001 + number}`,
    referenceId: `bench-${String(number).padStart(8, "0")}`,
  };
}
