import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { limits } from "../../contract/limits.ts";
import { pageQuery } from "../../contract/lists.ts";
import { newId } from "../../platform/ids.ts";
import { type ListedInspector, mostInspectors } from "../../store/queries/inspectors.ts";
import { entryBy } from "../audit.ts";
import type { AppContext } from "../context.ts";
import { listPage } from "../list-page.ts";
import { parse } from "../parse.ts";
import { presentInspected, presentInspector } from "../present/inspector.ts";
import { notFound, ProblemError } from "../problem.ts";

/** How long an inspector lives, ms. */
const livesMs = 7 * 24 * 3_600_000;
/** Requests of one page: each comes with its body. */
const pageMost = 50;

const name = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(limits.shortText, `must be at most ${limits.shortText} characters`);
const statusMessage = "must be a status code from 200 to 599";
export const createBody = z.object({ name: name.default("Inspector") });
export const patchBody = z.object({
  name: name.optional(),
  answerStatus: z
    .number(statusMessage)
    .int(statusMessage)
    .min(200, statusMessage)
    .max(599, statusMessage)
    .optional(),
});
export const requestsQuery = pageQuery.extend({
  limit: z.coerce
    .number("must be a whole number")
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(pageMost, `must be at most ${pageMost}`)
    .default(20),
});

/** `/api/v1/inspectors`: the built-in receivers and what they got. */
export function inspectorRoutes(app: FastifyInstance, context: AppContext): void {
  const { store, clock, inspectors } = context;
  const path = "/api/v1/inspectors/:id";

  const shown = (row: ListedInspector) => presentInspector(row, inspectors.urlOf(row.token));
  const find = async (request: FastifyRequest): Promise<ListedInspector> => {
    const { projectId } = request.principal;
    const { id } = request.params as { id: string };
    const [row] = await store.read.listInspectors({ projectId, id, now: clock.now() });
    if (row === undefined) throw notFound("Inspector");
    return row;
  };

  app.post("/api/v1/inspectors", { config: { scope: "manage" } }, async (request, reply) => {
    const body = parse(createBody, request.body ?? {});
    const now = clock.now();
    const row = {
      id: newId(now),
      project_id: request.principal.projectId,
      name: body.name,
      token: inspectors.newToken(),
      answer_status: 200,
      created_at: now,
      expires_at: now + livesMs,
    };
    const audit = [entryBy(context, request, "inspector.created", row.id, { name: row.name })];
    if (!(await store.write.insertInspector({ inspector: row, audit }))) {
      throw new ProblemError(409, `A project has at most ${mostInspectors} inspectors: delete one first`);
    }
    return reply.code(201).send(shown({ ...row, requests: 0, last_request_at: null }));
  });

  app.get("/api/v1/inspectors", { config: { scope: "read" } }, async (request) => {
    const { projectId } = request.principal;
    const rows = await store.read.listInspectors({ projectId, id: null, now: clock.now() });
    return { data: rows.map(shown), nextCursor: null };
  });

  app.get(path, { config: { scope: "read" } }, async (request) => shown(await find(request)));

  app.patch(path, { config: { scope: "manage" } }, async (request) => {
    const { name: newName, answerStatus } = parse(patchBody, request.body ?? {});
    const row = await find(request);
    const fields = {
      ...(newName !== undefined && { name: newName }),
      ...(answerStatus !== undefined && { answer_status: answerStatus }),
    };
    const { projectId } = request.principal;
    const audit = [entryBy(context, request, "inspector.changed", row.id, fields)];
    if (!(await store.write.updateInspector({ projectId, id: row.id, now: clock.now(), fields, audit })))
      throw notFound("Inspector");
    return shown({ ...row, ...fields });
  });

  app.delete(path, { config: { scope: "manage" } }, async (request, reply) => {
    const { projectId } = request.principal;
    const { id } = request.params as { id: string };
    const audit = [entryBy(context, request, "inspector.deleted", id)];
    if (!(await store.write.deleteInspector({ projectId, id, audit }))) throw notFound("Inspector");
    return reply.code(204).send();
  });

  app.get(`${path}/requests`, { config: { scope: "read" } }, async (request) => {
    const query = parse(requestsQuery, request.query);
    const { id } = await find(request);
    const rows = await store.read.listInspected({
      projectId: request.principal.projectId,
      inspectorId: id,
      before: query.cursor ?? null,
      limit: query.limit + 1,
    });
    return listPage(rows, query.limit, presentInspected);
  });
}
