import type { FastifyInstance, FastifyRequest } from "fastify";
import { memberChange } from "../../contract/accounts.ts";
import { pageQuery } from "../../contract/lists.ts";
import type { Role } from "../../contract/words.ts";
import { newOpaqueToken, sha256 } from "../../platform/crypto.ts";
import type { Member } from "../../store/queries/people.ts";
import { change, entryBy } from "../audit.ts";
import type { AppContext } from "../context.ts";
import { listPage } from "../list-page.ts";
import { objectBody, parse } from "../parse.ts";
import { presentMember } from "../present/account.ts";
import { notFound, ProblemError } from "../problem.ts";

/** How long a link for a new password can be used, ms. */
const resetMs = 24 * 3_600_000;

/** `/api/v1/users`: the people of a project, their roles, and links by which they set a new password. */
export function userRoutes(app: FastifyInstance, context: AppContext): void {
  const { store, clock, config } = context;
  const path = "/api/v1/users/:id";

  const find = async (request: FastifyRequest): Promise<Member> => {
    const { projectId } = request.principal;
    const { id } = request.params as { id: string };
    const [member] = await store.read.listMembers({ projectId, id, before: null, limit: 1 });
    if (member === undefined) throw notFound("User");
    return member;
  };
  const changeMember = async (request: FastifyRequest, member: Member, role: Role | null, action: string) => {
    const { projectId } = request.principal;
    const detail = { email: member.email, role: change(member.role, role) };
    const audit = [entryBy(context, request, action, member.id, detail)];
    const result = await store.write.changeMember({ projectId, userId: member.id, role, audit });
    if (result === "unknown") throw notFound("User");
    if (result === "last owner")
      throw new ProblemError(409, "A project keeps at least one owner: make someone else owner first");
  };

  app.get("/api/v1/users", { config: { scope: "manage" } }, async (request) => {
    const { limit, cursor = null } = parse(pageQuery, request.query);
    const { projectId } = request.principal;
    const rows = await store.read.listMembers({ projectId, id: null, before: cursor, limit: limit + 1 });
    return listPage(rows, limit, presentMember);
  });

  app.get(path, { config: { scope: "manage" } }, async (request) => presentMember(await find(request)));

  app.patch(path, { config: { scope: "manage", owner: true } }, async (request) => {
    const { role } = parse(memberChange, objectBody(request.body));
    const member = await find(request);
    if (role !== member.role) await changeMember(request, member, role, "user.role_changed");
    return presentMember({ ...member, role });
  });

  app.delete(path, { config: { scope: "manage", owner: true } }, async (request, reply) => {
    await changeMember(request, await find(request), null, "user.removed");
    return reply.code(204).send();
  });

  app.post(`${path}/password-reset`, { config: { scope: "manage", owner: true } }, async (request, reply) => {
    const member = await find(request);
    await refuseOtherProjects(context, request, member);
    const token = newOpaqueToken();
    const now = clock.now();
    await store.write.insertReset({
      reset: { hash: sha256(token), user_id: member.id, expires_at: now + resetMs },
      now,
      audit: [entryBy(context, request, "user.password_link_made", member.id, { email: member.email })],
    });
    return reply
      .code(201)
      .header("cache-control", "no-store")
      .send({
        url: `${config.publicUrl}/reset-password#${token}`,
        expiresAt: new Date(now + resetMs).toISOString(),
      });
  });
}

/**
 * Whoever makes a link for a new password can sign in as that person: so only where that opens no project which the
 * owner does not own.
 *
 * @throws ProblemError 409
 */
async function refuseOtherProjects(context: AppContext, request: FastifyRequest, member: Member) {
  const { store } = context;
  const { userId } = request.principal;
  // The local form owns every project.
  if (userId === null) return;
  const owned = (await store.read.projectsOfUser(userId)).filter(({ role }) => role === "owner");
  const own = new Set(owned.map(({ id }) => id));
  const theirs = await store.read.projectsOfUser(member.id);
  if (theirs.some(({ id }) => !own.has(id))) {
    throw new ProblemError(
      409,
      "This person is in projects that you do not own: the operator can set a password with `ringback user password`",
    );
  }
}
