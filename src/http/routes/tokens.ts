import type { FastifyInstance, FastifyRequest } from "fastify";
import { newToken } from "../../contract/accounts.ts";
import { pageQuery } from "../../contract/lists.ts";
import { newProjectToken, sha256 } from "../../platform/crypto.ts";
import { newId } from "../../platform/ids.ts";
import type { ListedToken } from "../../store/queries/tokens.ts";
import { entryBy } from "../audit.ts";
import type { AppContext } from "../context.ts";
import { listPage } from "../list-page.ts";
import { objectBody, parse } from "../parse.ts";
import { presentToken } from "../present/account.ts";
import { invalid, notFound } from "../problem.ts";

/** `/api/v1/tokens`: the project's API tokens; what one is used by is answered once, when it is made. */
export function tokenRoutes(app: FastifyInstance, context: AppContext): void {
  const { store, clock } = context;
  const owner = { config: { scope: "manage", owner: true } } as const;

  const find = async (request: FastifyRequest): Promise<ListedToken> => {
    const { projectId } = request.principal;
    const { id } = request.params as { id: string };
    const [row] = await store.read.tokenPage({ projectId, id, before: null, limit: 1 });
    if (row === undefined) throw notFound("Token");
    return row;
  };

  app.get("/api/v1/tokens", { config: { scope: "manage" } }, async (request) => {
    const { limit, cursor = null } = parse(pageQuery, request.query);
    const { projectId } = request.principal;
    const rows = await store.read.tokenPage({ projectId, id: null, before: cursor, limit: limit + 1 });
    return listPage(rows, limit, presentToken);
  });

  app.get("/api/v1/tokens/:id", { config: { scope: "manage" } }, async (request) =>
    presentToken(await find(request)),
  );

  app.post("/api/v1/tokens", owner, async (request, reply) => {
    const { name, scope, processId } = parse(newToken, objectBody(request.body));
    const { projectId, actor } = request.principal;
    const process = processId === null ? null : await store.read.processById({ projectId, id: processId });
    if (process === undefined)
      throw invalid([{ path: "processId", message: "is no process of this project" }]);
    const text = newProjectToken();
    const now = clock.now();
    const row = {
      id: newId(now),
      project_id: projectId,
      process_id: processId,
      name,
      scope,
      created_at: now,
      revoked_at: null,
      created_by: actor,
      last_used_at: null,
    };
    const audit = [entryBy(context, request, "token.created", row.id, { name, scope, processId })];
    await store.write.insertToken({ token: { ...row, hash: sha256(text) }, audit });
    const shown = presentToken({ ...row, process_name: process?.process.name ?? null });
    return reply
      .code(201)
      .header("cache-control", "no-store")
      .send({ ...shown, token: text });
  });

  app.delete("/api/v1/tokens/:id", owner, async (request, reply) => {
    const { id, name, project_id: projectId } = await find(request);
    const audit = [entryBy(context, request, "token.revoked", id, { name })];
    // Revoked twice, it stays as it was.
    await store.write.revokeToken({ projectId, id, now: clock.now(), audit });
    return reply.code(204).send();
  });
}
