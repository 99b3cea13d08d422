import type { FastifyInstance, FastifyReply } from "fastify";
import { limits } from "../../contract/limits.ts";
import type { VoiceProvider } from "../../contract/words.ts";
import type { ProviderCall, ProviderEvent } from "../../inbound/event.ts";
import { readEvent } from "../../inbound/providers.ts";
import type { CallKey, ChangeResult, InboundCallChange } from "../../outreach/model.ts";
import type { StoredProcess } from "../../store/queries/processes.ts";
import type { VoiceProviderTable } from "../../store/schema.ts";
import type { AppContext } from "../context.ts";
import { activityBy, checkSignature, findLead, leadToCreate, readProvider } from "../inbound-event.ts";
import { objectBody } from "../parse.ts";
import { invalid, notFound, ProblemError } from "../problem.ts";
import { decided, refusalProblem } from "../refusal.ts";

/** How often a call is looked at anew where another of its events was stored in between. */
const mostTries = 5;

/**
 * `POST /api/v1/inbound/{provider}/{processId}?token=`: a voice provider's own webhook. Answers 200 for what is recorded
 * and for what is not to be sent again, 4xx for what a person has to put right, 503 for what the provider is to repeat.
 */
export function inboundRoutes(app: FastifyInstance, context: AppContext): void {
  const config = { scope: "report" as const, tokenInQuery: true, keepBytes: true, formBody: true };
  const options = { config, bodyLimit: limits.inboundBody };
  app.post("/api/v1/inbound/:provider/:processId", options, async (request, reply) => {
    const params = request.params as { provider: string; processId: string };
    const provider = readProvider(params.provider);
    const { traceparent } = request;
    const { projectId, onlyProcessId } = request.principal;
    const own = onlyProcessId === null || onlyProcessId === params.processId;
    const stored = own && (await context.store.read.processById({ projectId, id: params.processId }));
    if (!stored) throw notFound("Process");
    const settings = stored.voiceProviders.find((row) => row.provider === provider);
    checkSignature(context, request, provider, settings);
    const query = request.query as Record<string, unknown>;
    const event = readEvent(provider, objectBody(request.body), query);
    switch (event.kind) {
      case "malformed":
        throw invalid([{ path: event.path, message: event.message }]);
      case "ignored":
        return { success: true, result: "ignored", reason: event.reason };
      default:
        return answer(reply, await takeIn(context, stored, { provider, settings, event, traceparent }));
    }
  });
}

interface TakenIn {
  provider: VoiceProvider;
  settings: VoiceProviderTable | undefined;
  event: Extract<ProviderEvent, { call: ProviderCall }>;
  traceparent: string | null;
}

/** Records the event of a call, after looking for its lead; again where the two crossed another event of the call. */
async function takeIn(context: AppContext, stored: StoredProcess, told: TakenIn): Promise<ChangeResult> {
  const { provider, settings, event, traceparent } = told;
  const { id: processId, project_id: projectId } = stored.process;
  const call: CallKey = { projectId, processId, provider, callId: event.call.callId };
  const outcomes = JSON.parse(settings?.outcomes ?? "{}") as Record<string, string>;
  const { activity } = activityBy(provider, event.call, outcomes);
  for (let tries = 0; tries < mostTries; tries += 1) {
    const lead = await leadFor(context, stored.process, call, told);
    const change: InboundCallChange = { kind: "inbound-call", call, event: event.kind, lead, activity };
    const request = { changes: [change], idempotency: null, traceparent };
    const [result] = decided(await context.dispatcher.committer.submit(request));
    if (result === undefined) throw new Error("an event of a call was not decided");
    // The lead was created meanwhile, here or by another node: it is found now, or is another process's.
    const taken = !result.ok && result.refusal.existingLeadId !== undefined;
    const stale = result.ok && result.kind === "no-activity" && result.outcome === "stale";
    if (!taken && !stale) return result;
    if (taken && (await findLead(context, stored.process, call, event.call)) === null) {
      throw noLead("its number, or the reference that it names, is of a lead of another process");
    }
  }
  throw new ProblemError(503, "Other events of this call are being stored: send it again", {
    retryAfterS: 1,
  });
}

async function leadFor(
  context: AppContext,
  process: StoredProcess["process"],
  key: CallKey,
  { settings, event }: TakenIn,
): Promise<InboundCallChange["lead"]> {
  const found = await findLead(context, process, key, event.call);
  if (found !== null) return { leadId: found.lead.id };
  const create = settings?.create_leads === 1 ? leadToCreate(event.call, process) : null;
  if (create !== null) return { create };
  const why =
    settings?.create_leads === 1
      ? "the webhook names none and shows no number of theirs"
      : "the webhook names none that is here, its number is unknown, and the process does not create leads of calls";
  throw noLead(why);
}

/** 404: the provider's log shows it, and one that tries again does so in vain only until the lead is there. */
const noLead = (why: string): ProblemError => new ProblemError(404, `There is no lead for this call: ${why}`);

/** The store has made the JSON of the activity: it goes out as it is. */
function answer(reply: FastifyReply, result: ChangeResult): string {
  if (!result.ok) throw refusalProblem(result.refusal);
  reply.type("application/json; charset=utf-8");
  if (result.kind === "activity")
    return `{"success":true,"result":"recorded","reason":null,"data":${result.answer}}`;
  if (result.kind !== "no-activity") throw new Error("an event of a call made something else");
  return JSON.stringify({ success: true, result: result.outcome, reason: result.reason });
}
