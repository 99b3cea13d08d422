import { ApiProblem, type RingbackClient, type Schemas } from "../../client/index.ts";
import { CliError } from "../cli-error.ts";

/** The callback of a process that sends to this receiver, and one line about what was done to have it. */
export interface OwnCallback {
  id: string;
  said: string;
}

/**
 * Makes sure that a process has a callback for this receiver: adds one to its Advanced Settings where none has its
 * URL, and leaves all others as they are. Where somebody saves the process at the same moment, it tries once more.
 *
 * @param receiverUrl where the receiver listens
 * @throws ApiProblem where the API refuses
 */
export async function ensureCallback(
  api: RingbackClient,
  processId: string,
  receiverUrl: string,
): Promise<OwnCallback> {
  const url = reachable(receiverUrl);
  try {
    return await addUnlessThere(api, processId, url);
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 409) throw error;
    return addUnlessThere(api, processId, url);
  }
}

async function addUnlessThere(api: RingbackClient, processId: string, url: string): Promise<OwnCallback> {
  const path = { id: processId };
  const settings = "/api/v1/processes/{id}/advanced-settings";
  const { revision, leadUpdateCallbacks: before } = await api.get(settings, { path });
  const there = callbackFor(before, url);
  if (there !== undefined) return { id: there.id, said: `Callback: ${wordsFor(there)}` };
  // As they were read, the others keep their secrets; one with only a URL is new.
  const body = { leadUpdateCallbacks: [...before, { url }] };
  const saved = await api.put(settings, { path, ifMatch: revision, body });
  const added = callbackFor(saved.leadUpdateCallbacks, url);
  if (added === undefined) throw new CliError(`the process was saved without a callback for ${url}`);
  return { id: added.id, said: `Callback: added ${added.name} (${added.id}) with this URL to the process` };
}

function callbackFor(
  callbacks: readonly Schemas["Callback"][],
  url: string,
): Schemas["Callback"] | undefined {
  return callbacks.find((callback) => URL.parse(callback.url)?.href === new URL(url).href);
}

function wordsFor({ name, id, enabled, state }: Schemas["Callback"]): string {
  const silent = enabled ? state === "paused" : true;
  const but = silent ? `, but it is ${enabled ? "paused" : "disabled"}: nothing is sent to it` : "";
  return `${name} (${id}) of the process has this URL already${but}`;
}

/** A receiver that listens on every address is reached on the loopback one. */
function reachable(url: string): string {
  return url.replace("//0.0.0.0", "//127.0.0.1").replace("//[::]", "//[::1]");
}
