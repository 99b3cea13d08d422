import type { FastifyInstance } from "fastify";
import { inboundTest } from "../../contract/voice-providers.ts";
import type { ProviderCall } from "../../inbound/event.ts";
import { readEvent } from "../../inbound/providers.ts";
import type { ReportedActivity } from "../../outreach/model.ts";
import type { StoredProcess } from "../../store/queries/processes.ts";
import type { AppContext } from "../context.ts";
import { activityBy, findLead, leadToCreate, readProvider } from "../inbound-event.ts";
import { parseForm, parseJson } from "../json.ts";
import { objectBody, parse } from "../parse.ts";
import { invalid, ProblemError } from "../problem.ts";
import { readProcess } from "../save-process.ts";

/** `POST /api/v1/processes/{id}/inbound/{provider}/test`: what a sample of a webhook would be made to. */
export function voiceProviderRoutes(app: FastifyInstance, context: AppContext): void {
  app.post(
    "/api/v1/processes/:id/inbound/:provider/test",
    { config: { scope: "manage" } },
    async (request) => {
      const { provider: named } = request.params as { provider: string };
      const provider = readProvider(named);
      const given = parse(inboundTest, objectBody(request.body));
      const stored = await readProcess(context, request);
      const settings = stored.voiceProviders.find((row) => row.provider === provider);
      const event = readEvent(provider, sampleFields(given.sample), {});
      if (event.kind === "malformed") {
        const field = event.path === "" ? "" : `${event.path} `;
        throw invalid([
          { path: "sample", message: `is no webhook of this provider: ${field}${event.message}` },
        ]);
      }
      if (event.kind === "ignored") {
        return {
          event: "ignored",
          reason: event.reason,
          outcomes: [],
          outcome: null,
          lead: null,
          activity: null,
        };
      }
      const outcomes = given.outcomes ?? (JSON.parse(settings?.outcomes ?? "{}") as Record<string, string>);
      const createLeads = given.createLeads ?? settings?.create_leads === 1;
      const { outcome, activity } = activityBy(provider, event.call, outcomes);
      return {
        event: event.kind,
        reason: null,
        outcomes: event.call.outcomes,
        outcome,
        lead: await leadOfTest(context, stored, event.call, createLeads),
        activity: shownActivity(activity, event.kind === "began"),
      };
    },
  );
}

/** The fields of a sample, pasted as JSON or as the form that Twilio sends. */
function sampleFields(sample: string): Record<string, unknown> {
  const text = sample.trim();
  const bytes = Buffer.from(text);
  try {
    return objectBody(text.startsWith("{") ? parseJson(bytes) : parseForm(bytes));
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    throw invalid([{ path: "sample", message: error.message }]);
  }
}

/** The lead that a sample would be recorded on; `new` where one would be made, `unknown` where there is none. */
async function leadOfTest(context: AppContext, stored: StoredProcess, call: ProviderCall, create: boolean) {
  const found = await findLead(context, stored.process, null, call);
  if (found !== null) {
    const { id, name, phone } = found.lead;
    return { found: found.by, id, name, phone };
  }
  const made = create ? leadToCreate(call, stored.process) : null;
  return made === null
    ? { found: "unknown", id: null, name: call.lead.name, phone: call.lead.phone }
    : { found: "new", id: null, name: made.name, phone: made.phone };
}

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** The activity as it would be reported, before a lead's own state makes it whole. */
function shownActivity(activity: ReportedActivity, began: boolean) {
  return {
    ...activity,
    disposition: began ? null : activity.disposition,
    startedAt: iso(activity.startedAt),
    endedAt: iso(activity.endedAt),
    scheduledAt: null,
    transcript: JSON.parse(activity.transcript) as unknown,
    input: JSON.parse(activity.input) as unknown,
    result: JSON.parse(activity.result) as unknown,
  };
}
