import type { FastifyRequest } from "fastify";
import { limits } from "../contract/limits.ts";
import { type VoiceProvider, voiceProviders } from "../contract/words.ts";
import { activityOf, type Decided, decideDisposition } from "../inbound/activity.ts";
import type { ProviderCall } from "../inbound/event.ts";
import { providers } from "../inbound/providers.ts";
import type { CallKey, LeadRecord, NewLead, ReportedActivity } from "../outreach/model.ts";
import { completeNames, normalisePhone } from "../outreach/phone.ts";
import type { StoredProcess } from "../store/queries/processes.ts";
import type { VoiceProviderTable } from "../store/schema.ts";
import type { AppContext } from "./context.ts";
import { isObject } from "./parse.ts";
import { notFound, ProblemError } from "./problem.ts";

/** @throws ProblemError 404 for a provider that there is no adapter for */
export function readProvider(text: string): VoiceProvider {
  const provider = voiceProviders.find((known) => known === text);
  if (provider === undefined) throw notFound("Voice provider");
  return provider;
}

/**
 * Makes sure that a webhook comes from the provider, where its secret is set for the process.
 *
 * @throws ProblemError 401 where the signature or the shared secret is missing or wrong
 */
export function checkSignature(
  context: AppContext,
  request: FastifyRequest,
  provider: VoiceProvider,
  settings: VoiceProviderTable | undefined,
): void {
  const { verify } = providers[provider];
  if (verify === null || settings === undefined || settings.secret === null) return;
  const header = (name: string) => {
    const value = request.headers[name];
    return typeof value === "string" ? value : null;
  };
  const { publicUrl, trustProxy } = context.config;
  const asked = `${request.protocol}://${request.host}`;
  const origins = trustProxy === false ? [publicUrl] : [publicUrl, asked];
  const signed = {
    header,
    urls: origins.map((origin) => origin + request.url),
    bytes: request.bodyBytes ?? Buffer.alloc(0),
    form: isObject(request.body) ? request.body : {},
    now: context.clock.now(),
  };
  if (verify(signed, context.secrets.open(settings.secret))) return;
  throw new ProblemError(401, signatureProblem(provider));
}

function signatureProblem(provider: VoiceProvider): string {
  switch (provider) {
    case "twilio":
      return "X-Twilio-Signature does not match: is the auth token that of the account, and PUBLIC_URL the address that Twilio calls?";
    case "retell":
      return "x-retell-signature does not match or is older than 5 minutes: is the API key the one with the webhook badge?";
    default:
      return "The shared secret is missing or wrong: it is expected as X-Vapi-Secret or as a bearer token";
  }
}

/** What the settings of a provider make of a call: its disposition and the activity. */
export function activityBy(
  provider: VoiceProvider,
  call: ProviderCall,
  outcomes: Readonly<Record<string, string>>,
): Decided & { activity: ReportedActivity } {
  const decided = decideDisposition(call.outcomes, outcomes);
  return { ...decided, activity: activityOf(provider, call, decided.disposition) };
}

/** How the lead of a call was found. */
export type FoundBy = "call" | "leadId" | "referenceId" | "phone";

/** The lead of a call: the one that the call had before, that the webhook names, or that has the number. */
export async function findLead(
  context: AppContext,
  process: StoredProcess["process"],
  key: CallKey | null,
  call: ProviderCall,
): Promise<{ lead: LeadRecord; by: FoundBy } | null> {
  const { read } = context.store;
  const { id: processId, project_id: projectId } = process;
  const named = async (by: FoundBy, target: Parameters<typeof read.leadByTarget>[0]["target"]) => {
    const lead = await read.leadByTarget({ projectId, target });
    return lead?.processId === processId ? { lead, by } : null;
  };
  const known = key === null ? undefined : await read.inboundCall(key);
  if (known !== undefined) return named("call", { leadId: known.leadId });
  const { leadId, referenceId } = call.lead;
  const byId = leadId === null ? null : await named("leadId", { leadId });
  if (byId !== null) return byId;
  const byReference = referenceId === null ? null : await named("referenceId", { referenceId, processId });
  if (byReference !== null) return byReference;
  const phone = phoneOf(call, process.default_country);
  const lead = phone === null ? undefined : await read.leadByPhone({ projectId, processId, phone });
  return lead === undefined ? null : { lead, by: "phone" };
}

/** The other side's number in E.164, or null where there is none that can be called. */
export function phoneOf(call: ProviderCall, country: string): string | null {
  const normalised = call.lead.phone === null ? null : normalisePhone(call.lead.phone, country);
  return normalised !== null && "phone" in normalised ? normalised.phone : null;
}

/** The lead that a call from or to an unknown number makes, or null where it shows no number. */
export function leadToCreate(call: ProviderCall, process: StoredProcess["process"]): NewLead | null {
  const phone = phoneOf(call, process.default_country);
  if (phone === null) return null;
  const name = (call.lead.name ?? phone).slice(0, limits.shortText);
  const reference = call.lead.referenceId;
  return {
    processId: process.id,
    groupId: null,
    ...completeNames({ name, firstName: null, lastName: null }),
    phone,
    email: null,
    referenceId: reference !== null && reference.length <= limits.shortText ? reference : null,
    metadata: "{}",
    init: true,
  };
}
