import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { type ActivityReport, activityFilterQuery, activityReport } from "../../contract/activity-report.ts";
import { limits } from "../../contract/limits.ts";
import { pageQuery } from "../../contract/lists.ts";
import { activityView } from "../../outreach/activity-view.ts";
import type {
  ActivityRecord,
  Change,
  ChangeResult,
  LeadTarget,
  ReportedActivity,
} from "../../outreach/model.ts";
import { texts } from "../../outreach/texts.ts";
import type { IdempotentRequest } from "../../store/idempotency.ts";
import type { AppContext } from "../context.ts";
import { fieldErrors, isObject, objectBody, parse } from "../parse.ts";
import { presentCaused } from "../present/delivery.ts";
import { type FieldError, invalid, notFound, ProblemError } from "../problem.ts";
import { decided, refusalProblem } from "../refusal.ts";
import type { Principal } from "../tokens.ts";

export const activityQuery = z.object({ activityId: z.string() });
export const listQuery = pageQuery.extend(activityFilterQuery.shape);

/** `POST /activities` (single and bulk), `GET /activities/get`, `GET /activities`. */
export function activityRoutes(app: FastifyInstance, context: AppContext): void {
  const { store, dispatcher } = context;

  /** Activities of one lead as they are shown, each with the deliveries that it caused. */
  const caused = async (projectId: string, leadId: string, rows: readonly ActivityRecord[]) => {
    const activityIds = rows.map(({ id }) => id);
    const found = await store.read.deliveriesOfActivities({ projectId, leadId, activityIds });
    const of = Map.groupBy(found, (delivery) => delivery.activity_id);
    return rows.map((row) => ({
      ...activityView(row),
      deliveries: (of.get(row.id) ?? []).map(presentCaused),
    }));
  };

  const options = { config: { scope: "report" as const, keepBytes: true }, bodyLimit: limits.bulkBody };
  app.post("/api/v1/activities", options, async (request, reply) => {
    const body = objectBody(request.body);
    const bulk = readBulk(body, request);
    const read = (bulk ?? [body]).map((entry) => readReport(entry, request.principal, bulk !== null));
    const wrong = read.find((entry) => "problem" in entry);
    if (bulk === null && wrong !== undefined) throw wrong.problem;
    const changes = read.flatMap((entry) => ("change" in entry ? [entry.change] : []));
    const idempotency = idempotencyOf(request);
    const { traceparent } = request;
    const results =
      changes.length === 0
        ? []
        : decided(await dispatcher.committer.submit({ changes, idempotency, traceparent }));
    reply.code(201).type("application/json; charset=utf-8");
    return bulk === null ? singleAnswer(results[0]) : bulkAnswer(read, results);
  });

  app.get("/api/v1/activities/get", { config: { scope: "read" } }, async (request) => {
    const { activityId } = parse(activityQuery, request.query);
    const { projectId } = request.principal;
    const activity = await store.read.activityById({ projectId, id: activityId });
    if (activity === undefined) throw notFound("Activity");
    return { success: true, data: activityView(activity) };
  });

  app.get("/api/v1/activities", { config: { scope: "read" } }, async (request) => {
    const { projectId } = request.principal;
    const query = parse(listQuery, request.query);
    const { rows, next } = await store.read.listActivities({
      projectId,
      leadId: query.leadId ?? null,
      processId: query.processId ?? null,
      type: query.type ?? null,
      before: query.cursor ?? null,
      limit: query.limit,
    });
    const { leadId } = query;
    const data = leadId === undefined ? rows.map(activityView) : await caused(projectId, leadId, rows);
    return { data, nextCursor: next };
  });
}

function readBulk(body: Record<string, unknown>, request: FastifyRequest): unknown[] | null {
  const list = body.activities;
  const bytes = request.bodyBytes?.length ?? 0;
  if (list === undefined) {
    if (bytes > limits.activity)
      throw new ProblemError(413, `One activity is at most ${limits.activity / 1024} KiB`);
    return null;
  }
  if (!Array.isArray(list)) throw invalid([{ path: "activities", message: "must be a list" }]);
  if (list.length > limits.bulkEntries) {
    throw invalid([{ path: "activities", message: `has more than ${limits.bulkEntries} entries` }]);
  }
  return list;
}

type Read = { change: Change } | { problem: ProblemError };

/** Judges the form of one report. `sized`: it is one of many, so its own size is not known yet. */
function readReport(entry: unknown, principal: Principal, sized: boolean): Read {
  if (!isObject(entry)) return { problem: invalid([{ path: "", message: "must be an object" }]) };
  const parsed = activityReport.safeParse(entry);
  if (!parsed.success) return { problem: invalid(fieldErrors(parsed.error)) };
  const report = parsed.data;
  if (report.projectId != null && report.projectId !== principal.projectId) {
    return { problem: new ProblemError(403, texts.projectMismatch) };
  }
  if (sized && mayBeTooLarge(report) && Buffer.byteLength(JSON.stringify(entry)) > limits.activity) {
    return { problem: new ProblemError(413, `One activity is at most ${limits.activity / 1024} KiB`) };
  }
  return {
    change: {
      kind: "report",
      projectId: principal.projectId,
      onlyProcessId: principal.onlyProcessId,
      target: targetOf(report),
      activity: reportedActivity(report),
    },
  };
}

/** Only free-form fields can make an activity large; without them it is not measured. */
const mayBeTooLarge = ({ transcript, input, result }: ActivityReport): boolean =>
  transcript != null || input != null || result != null;

function targetOf(report: ActivityReport): LeadTarget {
  if (report.leadId != null) return { leadId: report.leadId };
  return { referenceId: report.referenceId ?? "", processId: report.processId ?? "" };
}

function reportedActivity(report: ActivityReport): ReportedActivity {
  return {
    type: report.type,
    callStatus: report.callStatus ?? null,
    connected: report.connected ?? null,
    direction: report.direction ?? null,
    startedAt: report.startedAt ?? null,
    endedAt: report.endedAt ?? null,
    scheduledAt: report.scheduledAt ?? null,
    disposition: report.disposition ?? null,
    toState: report.toState ?? null,
    summary: report.summary ?? null,
    transcript: jsonText(report.transcript),
    recordingUrl: report.recordingUrl ?? null,
    providerCallId: report.providerCallId ?? null,
    input: jsonText(report.input),
    result: jsonText(report.result),
  };
}

const jsonText = (value: unknown): string => (value === undefined ? "null" : JSON.stringify(value));

function idempotencyOf(request: FastifyRequest): IdempotentRequest | null {
  const key = request.headers["idempotency-key"];
  if (key === undefined) return null;
  if (typeof key !== "string" || key === "" || key.length > 255) {
    throw invalid([{ path: "Idempotency-Key", message: "must have 1 to 255 characters" }]);
  }
  const requestHash = createHash("sha256")
    .update(request.bodyBytes ?? "")
    .digest("hex");
  return { projectId: request.principal.projectId, route: "activities", key, requestHash };
}

/** The store has made the JSON of each activity: it goes out as it is. */
function singleAnswer(result: ChangeResult | undefined): string {
  if (result === undefined) throw new Error("a report was not decided");
  if (!result.ok) throw refusalProblem(result.refusal);
  if (result.kind !== "activity") throw new Error("a report made no activity");
  return `{"data":${result.answer}}`;
}

function bulkAnswer(read: readonly Read[], results: readonly ChangeResult[]): string {
  const data: string[] = [];
  const errors: ({ index: number; error: string } & Pick<FieldError, "path">)[] = [];
  let at = 0;
  for (const [index, entry] of read.entries()) {
    if ("problem" in entry) {
      errors.push({ index, path: entry.problem.errors[0]?.path ?? "", error: entry.problem.message });
      continue;
    }
    const result = results[at];
    at += 1;
    if (result?.ok && result.kind === "activity") data.push(result.answer);
    else if (result !== undefined && !result.ok) {
      errors.push({ index, path: result.refusal.path ?? "", error: result.refusal.error });
    }
  }
  return `{"data":[${data.join(",")}],"errors":${JSON.stringify(errors)}}`;
}
