import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { isoTime, pageQuery } from "../../contract/lists.ts";
import { type JobKind, type ReplaySelection, replaySelections } from "../../contract/words.ts";
import { newId } from "../../platform/ids.ts";
import { countJob } from "../../store/jobs/count.ts";
import { noProcess } from "../../store/queries/operational.ts";
import type { JobTable } from "../../store/schema.ts";
import { entryBy } from "../audit.ts";
import type { AppContext } from "../context.ts";
import { listPage } from "../list-page.ts";
import { parse } from "../parse.ts";
import { presentJob } from "../present/job.ts";
import { notFound, ProblemError } from "../problem.ts";
import { readCallback } from "./callbacks.ts";

/** Pages that are counted before a job is answered; what is larger counts itself while it runs. */
const countedAtOnce = 20;

const range = z.object({
  since: isoTime,
  until: isoTime.nullish(),
  dryRun: z.boolean().default(false),
});
type Range = z.output<typeof range>;
const isInOrder = ({ since, until }: Range) => until == null || since < until;
const inOrder = { path: ["until"], message: "must be after since" };
export const recoverBody = range.refine(isInOrder, inOrder);
export const replayBody = range
  .extend({
    only: z
      .enum(replaySelections, { error: `must be one of ${replaySelections.join(", ")}` })
      .default("undelivered"),
  })
  .refine(isInOrder, inOrder);
export const listQuery = pageQuery.extend({ callbackId: z.string().optional() });

/** `/api/v1/callbacks/{id}/recover` and `/replay`, and `/api/v1/jobs` that carry them out. */
export function jobRoutes(app: FastifyInstance, context: AppContext): void {
  const { store, clock } = context;

  app.post("/api/v1/callbacks/:id/recover", { config: { scope: "manage" } }, async (request, reply) =>
    begin(context, request, reply, "recover", parse(recoverBody, request.body ?? {}), null),
  );

  app.post("/api/v1/callbacks/:id/replay", { config: { scope: "manage" } }, async (request, reply) => {
    const body = parse(replayBody, request.body ?? {});
    return begin(context, request, reply, "replay", body, body.only);
  });

  app.get("/api/v1/jobs", { config: { scope: "read" } }, async (request) => {
    const { limit, cursor, callbackId } = parse(listQuery, request.query);
    const { projectId } = request.principal;
    const query = { projectId, callbackId: callbackId ?? null, before: cursor ?? null };
    const rows = await store.read.listJobs({ ...query, limit: limit + 1 });
    return listPage(rows, limit, presentJob);
  });

  app.get("/api/v1/jobs/:id", { config: { scope: "read" } }, async (request) =>
    presentJob(await readJob(context, request)),
  );

  app.post("/api/v1/jobs/:id/cancel", { config: { scope: "manage" } }, async (request) => {
    const { id, project_id: projectId } = await readJob(context, request);
    const end = { projectId, id, status: "cancelled" as const, error: null };
    const audit = [entryBy(context, request, "job.cancelled", id)];
    await store.write.endJob({ ...end, now: clock.now(), audit });
    return presentJob(await readJob(context, request));
  });
}

async function begin(
  context: AppContext,
  request: FastifyRequest,
  reply: FastifyReply,
  kind: JobKind,
  { since, until: asked, dryRun }: Range,
  selection: ReplaySelection | null,
): Promise<{ count: number } | { jobId: string }> {
  const { store, clock, jobs } = context;
  const callback = await readCallback(context, request);
  if (kind === "replay" && callback.enabled === 0)
    throw new ProblemError(409, "A disabled callback is owed nothing: enable it first");
  if (kind === "replay" && callback.process_id === noProcess)
    throw new ProblemError(409, "An operational callback has no activities to replay: recover what failed");
  const { id: callbackId, project_id: projectId, process_id: processId } = callback;
  // What happens after it was asked for is no part of it, however late the job comes to run.
  const until = asked ?? clock.now() + 1;
  const scope = { projectId, processId, callbackId, kind, since, until, selection };
  const { count, whole } = await countJob(store, scope, dryRun ? Number.POSITIVE_INFINITY : countedAtOnce);
  if (dryRun) return { count };
  const now = clock.now();
  const job: JobTable = {
    id: newId(now),
    project_id: projectId,
    process_id: processId,
    callback_id: callbackId,
    kind,
    status: "running",
    since,
    until,
    selection,
    position: "",
    total: whole ? count : null,
    done: 0,
    error: null,
    created_at: now,
    ended_at: null,
  };
  const { since: from, until: to, only } = presentJob(job);
  const detail = { jobId: job.id, since: from, until: to, only };
  const audit = [entryBy(context, request, `callback.${kind}`, callbackId, detail)];
  await store.write.insertJob({ job, audit });
  jobs.wake();
  reply.code(202);
  return { jobId: job.id };
}

async function readJob(context: AppContext, request: FastifyRequest): Promise<JobTable> {
  const { id } = request.params as { id: string };
  const row = await context.store.read.jobById({ projectId: request.principal.projectId, id });
  if (row === undefined) throw notFound("Job");
  return row;
}
