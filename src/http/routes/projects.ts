import type { FastifyInstance, FastifyRequest } from "fastify";
import { projectFields } from "../../contract/accounts.ts";
import type { Role } from "../../contract/words.ts";
import { newId } from "../../platform/ids.ts";
import { auditEntry, change } from "../audit.ts";
import { projectsOf } from "../auth.ts";
import type { AppContext } from "../context.ts";
import { objectBody, parse } from "../parse.ts";
import { notFound, ProblemError } from "../problem.ts";

/** `/api/v1/projects`: those of the person who is signed in; of a token its own. */
export function projectRoutes(app: FastifyInstance, context: AppContext): void {
  const { store, clock } = context;

  const mine = async ({
    principal,
  }: FastifyRequest): Promise<{ id: string; name: string; role: Role | null }[]> => {
    if (principal.role !== null) return projectsOf({ user_id: principal.userId }, context);
    const own = (await store.read.listProjects()).filter(({ id }) => id === principal.projectId);
    return own.map((project) => ({ ...project, role: null }));
  };
  const shown = ({ id, name, role }: { id: string; name: string; role: Role | null }) => ({ id, name, role });

  app.get("/api/v1/projects", { config: { scope: "read" } }, async (request) => ({
    data: (await mine(request)).map(shown),
    nextCursor: null,
  }));

  app.get("/api/v1/projects/:id", { config: { scope: "read" } }, async (request) =>
    shown(named(request, await mine(request))),
  );

  app.post("/api/v1/projects", { config: { scope: "manage", owner: true } }, async (request, reply) => {
    const { name } = parse(projectFields, objectBody(request.body));
    const { actor, userId } = request.principal;
    const now = clock.now();
    const project = { id: newId(now), name, created_at: now };
    const of = { projectId: project.id, actor, action: "project.created", target: project.id, now };
    await store.write.createProject({
      project,
      ownerId: userId,
      audit: [auditEntry({ ...of, detail: { name } })],
    });
    return reply.code(201).send(shown({ ...project, role: "owner" }));
  });

  app.patch("/api/v1/projects/:id", { config: { scope: "manage" } }, async (request) => {
    const { name } = parse(projectFields, objectBody(request.body));
    const project = named(request, await mine(request));
    if (project.role !== "owner")
      throw new ProblemError(403, "Only an owner who is signed in can rename a project");
    const { actor } = request.principal;
    const of = { projectId: project.id, actor, action: "project.renamed", target: project.id };
    const audit = [auditEntry({ ...of, detail: { name: change(project.name, name) }, now: clock.now() })];
    if (name !== project.name) await store.write.renameProject({ id: project.id, name, audit });
    return shown({ ...project, name });
  });
}

/** @throws ProblemError 404, the same whether it does not exist or is not theirs */
function named<Project extends { id: string }>(
  request: FastifyRequest,
  projects: readonly Project[],
): Project {
  const { id } = request.params as { id: string };
  const project = projects.find((one) => one.id === id);
  if (project === undefined) throw notFound("Project");
  return project;
}
