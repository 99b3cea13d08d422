import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { limits } from "../../contract/limits.ts";
import type { Change, ChangeResult, Refusal } from "../../outreach/model.ts";
import { texts } from "../../outreach/texts.ts";
import type { AppContext } from "../context.ts";
import { countryOf, readNewLead } from "../lead-input.ts";
import { isObject, objectBody } from "../parse.ts";
import { presentLead, presentLeadShort } from "../present/lead.ts";
import { invalid, ProblemError } from "../problem.ts";
import { decided, isDuplicate, refusalProblem } from "../refusal.ts";

/** `POST /leads/initiate` and `/leads/bulk/initiate`. */
export function initiateRoutes(app: FastifyInstance, context: AppContext): void {
  const { dispatcher, limits: counters } = context;

  const admit = (request: FastifyRequest, reply: FastifyReply) => {
    counters.refuseBlocked(request.principal.key, reply);
    counters.count(request.principal.projectId, "initiate", reply);
  };

  app.post("/api/v1/leads/initiate", { config: { scope: "report" } }, async (request, reply) => {
    admit(request, reply);
    const body = objectBody(request.body);
    const change = await readOne(context, request, body);
    const [result] = decided(await dispatcher.committer.submit({ changes: [change], idempotency: null }));
    if (result === undefined || !result.ok) {
      if (result !== undefined && isDuplicate(result.refusal)) counters.countDuplicate(request.principal.key);
      throw refusalProblem(below("lead", result?.refusal ?? { status: 404, error: texts.leadOrIdRequired }));
    }
    if (result.kind !== "lead") throw new Error("initiate made no lead");
    return { success: true, ...presentLead(result.lead) };
  });

  const options = { config: { scope: "report" as const }, bodyLimit: limits.bulkBody };
  app.post("/api/v1/leads/bulk/initiate", options, async (request, reply) => {
    admit(request, reply);
    const body = objectBody(request.body);
    const short = (request.query as Record<string, unknown>).v === "1.2";
    const entries = readBulk(body);
    const answers = await initiateAll(context, request, entries, readInit(body));
    const success: unknown[] = [];
    const errors: unknown[] = [];
    for (const [index, entry] of entries.entries()) {
      const answer = answers[index];
      if (answer?.ok && answer.kind === "lead") {
        success.push(short ? presentLeadShort(answer.lead) : presentLead(answer.lead));
        continue;
      }
      const refusal = answer === undefined || answer.ok ? null : answer.refusal;
      if (refusal !== null && isDuplicate(refusal)) counters.countDuplicate(request.principal.key);
      errors.push({
        data: entry.data,
        referenceId: isObject(entry.data) ? (entry.data.referenceId ?? null) : null,
        error: refusal?.error ?? "unknown error",
        ...(refusal?.existingLeadId !== undefined && { existingLeadId: refusal.existingLeadId }),
      });
    }
    return { success, errors };
  });
}

/** A refusal of what stands under a field of the request. */
function below(field: string, refusal: Refusal): Refusal {
  return refusal.path === undefined ? refusal : { ...refusal, path: `${field}.${refusal.path}` };
}

function readInit(body: Record<string, unknown>): boolean {
  const init = body.init ?? true;
  if (typeof init === "boolean") return init;
  throw invalid([{ path: "init", message: "must be true or false" }]);
}

async function readOne(
  context: AppContext,
  request: FastifyRequest,
  body: Record<string, unknown>,
): Promise<Change> {
  const { projectId } = request.principal;
  const init = readInit(body);
  // Empty counts as not given, as it does in every other field.
  if (typeof body.leadId === "string" && body.leadId !== "")
    return { kind: "initiate-existing", projectId, leadId: body.leadId };
  if (!isObject(body.lead)) throw new ProblemError(400, texts.leadOrIdRequired);
  const read = await readNewLead(body.lead, projectId, init, countryOf(context, projectId));
  if ("lead" in read) return { kind: "initiate", projectId, lead: read.lead };
  throw new ProblemError(read.refusal.status, read.refusal.error, {
    errors: read.errors.map((error) => ({ ...error, path: `lead.${error.path}` })),
  });
}

/** One entry of a bulk request, as it came. */
type Entry = { data: unknown; leadId: string } | { data: unknown };

function readBulk(body: Record<string, unknown>): Entry[] {
  const list = body.leadIds ?? body.leads;
  if (list === undefined || list === null) throw new ProblemError(400, texts.idsOrLeadsRequired);
  if (!Array.isArray(list)) throw new ProblemError(400, texts.inputMustBeArray);
  if (list.length > limits.bulkEntries) throw new ProblemError(400, texts.tooManyLeads);
  if (body.leadIds === undefined || body.leadIds === null) return list.map((data: unknown) => ({ data }));
  return list.map((data: unknown) => ({ data, leadId: typeof data === "string" ? data : String(data) }));
}

/** Judges every entry, commits those that may be, and answers one result for each, in the order given. */
async function initiateAll(
  context: AppContext,
  request: FastifyRequest,
  entries: readonly Entry[],
  init: boolean,
): Promise<ChangeResult[]> {
  const { projectId } = request.principal;
  const country = countryOf(context, projectId);
  const results: ChangeResult[] = [];
  const changes: Change[] = [];
  const places: number[] = [];
  for (const [index, entry] of entries.entries()) {
    if ("leadId" in entry) {
      changes.push({ kind: "initiate-existing", projectId, leadId: entry.leadId });
      places.push(index);
      continue;
    }
    const read = await readNewLead(entry.data, projectId, init, country);
    if ("lead" in read) {
      changes.push({ kind: "initiate", projectId, lead: read.lead });
      places.push(index);
    } else {
      results[index] = { ok: false, refusal: read.refusal };
    }
  }
  if (changes.length > 0) {
    const done = decided(await context.dispatcher.committer.submit({ changes, idempotency: null }));
    for (const [at, result] of done.entries()) results[places[at] ?? 0] = result;
  }
  return results;
}
