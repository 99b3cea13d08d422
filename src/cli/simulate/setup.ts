import { randomBytes, randomInt } from "node:crypto";
import type { RingbackClient, Schemas } from "../../client/index.ts";
import { CliError } from "../cli-error.ts";
import { mobilesOf } from "./people.ts";
import type { LeadPlan } from "./plan.ts";
import { type Cast, newLeadOf, referenceIdOf } from "./requests.ts";

/** Leads of one request: the API takes 1,000. */
const bulkSize = 500;

/**
 * The process with this id, or the first active one that the token sees.
 *
 * @throws CliError where there is none
 */
export async function chooseProcess(
  api: RingbackClient,
  id: string | undefined,
): Promise<Schemas["Process"]> {
  const process = (id: string) => api.get("/api/v1/processes/{id}", { path: { id } });
  if (id !== undefined) return process(id);
  for await (const { id, status } of api.list("/api/v1/processes", { query: { limit: 200 } })) {
    if (status === "active") return process(id);
  }
  throw new CliError(
    "the token sees no active process: create one in the dashboard, or name one with --process",
  );
}

/**
 * Creates the planned leads through bulk initiate, under reference ids and phone numbers of this run alone.
 *
 * @returns those that were created, and why others were refused (the first few reasons)
 * @throws CliError where none was created
 */
export async function createLeads(
  api: RingbackClient,
  process: Pick<Schemas["Process"], "id" | "projectId">,
  plans: readonly LeadPlan[],
): Promise<{ casts: Cast[]; refused: string[] }> {
  const run = `${Math.floor(Date.now() / 1000).toString(36)}${randomBytes(2).toString("hex")}`;
  const mobiles = mobilesOf((below) => randomInt(below));
  const planned = plans.map((plan, i) => ({ plan, referenceId: referenceIdOf(run, i) }));
  const casts: Cast[] = [];
  const refused: string[] = [];
  for (let from = 0; from < planned.length; from += bulkSize) {
    const batch = planned.slice(from, from + bulkSize);
    const leads = batch.map(({ plan, referenceId }) =>
      newLeadOf(process, plan, referenceId, mobiles.next().value),
    );
    // Not repeatable: a lead that was created before counts as a duplicate.
    const answer = await api.post("/api/v1/leads/bulk/initiate", { query: { v: "1.2" }, body: { leads } });
    const ids = new Map(answer.success.map((lead) => [lead.referenceId, lead._id]));
    for (const { plan, referenceId } of batch) {
      const leadId = ids.get(referenceId);
      if (leadId !== undefined) casts.push({ plan, leadId, referenceId, next: 0, callStartedAt: 0 });
    }
    refused.push(...answer.errors.map(({ error }) => error));
  }
  if (casts.length === 0) throw new CliError(`no lead was created: ${refused[0] ?? "no reason was given"}`);
  return { casts, refused };
}
