import type { FastifyInstance } from "fastify";
import { acceptedInvitation, linkBody, newInvitation } from "../../contract/accounts.ts";
import { pageQuery } from "../../contract/lists.ts";
import { newOpaqueToken, sha256 } from "../../platform/crypto.ts";
import { newId } from "../../platform/ids.ts";
import { hashPassword } from "../../platform/passwords.ts";
import type { InvitationTable, UserTable } from "../../store/schema.ts";
import { auditEntry, entryBy } from "../audit.ts";
import type { AppContext } from "../context.ts";
import { listPage } from "../list-page.ts";
import { objectBody, parse } from "../parse.ts";
import { presentInvitation } from "../present/account.ts";
import { invalid, notFound, ProblemError } from "../problem.ts";
import { beginSession, passwordIsRight } from "../sessions.ts";

/** How long an invitation stands, ms. */
const invitationMs = 7 * 24 * 3_600_000;

const ended = "This invitation was used, taken back or has ended: ask for a new one";

/** `/api/v1/invitations`: made, listed and taken back by owners, taken up by whoever has the link. */
export function invitationRoutes(app: FastifyInstance, context: AppContext): void {
  const { store, clock, config } = context;
  const owner = { config: { scope: "manage", owner: true } } as const;

  app.get("/api/v1/invitations", { config: { scope: "manage" } }, async (request) => {
    const { limit, cursor = null } = parse(pageQuery, request.query);
    const { projectId } = request.principal;
    const query = { projectId, id: null, before: cursor, limit: limit + 1, now: clock.now() };
    return listPage(await store.read.listInvitations(query), limit, presentInvitation);
  });

  app.post("/api/v1/invitations", owner, async (request, reply) => {
    const { email, role } = parse(newInvitation, objectBody(request.body));
    const { projectId, actor } = request.principal;
    const user = await store.read.userByEmail(email);
    if (user !== undefined && (await store.read.projectsOfUser(user.id)).some(({ id }) => id === projectId))
      throw new ProblemError(409, `${email} is in this project already`);
    const token = newOpaqueToken();
    const now = clock.now();
    const invitation: InvitationTable = {
      id: newId(now),
      project_id: projectId,
      email,
      role,
      hash: sha256(token),
      invited_by: actor,
      created_at: now,
      expires_at: now + invitationMs,
    };
    const audit = [entryBy(context, request, "invitation.created", invitation.id, { email, role })];
    await store.write.insertInvitation({ invitation, audit });
    // Behind the # it reaches no log and no other page.
    const url = `${config.publicUrl}/invitation#${token}`;
    reply.code(201).header("cache-control", "no-store");
    return reply.send({ ...presentInvitation(invitation), url });
  });

  app.delete("/api/v1/invitations/:id", owner, async (request, reply) => {
    const { projectId } = request.principal;
    const { id } = request.params as { id: string };
    const [found] = await store.read.listInvitations({
      projectId,
      id,
      before: null,
      limit: 1,
      now: clock.now(),
    });
    if (found === undefined) throw notFound("Invitation");
    const audit = [entryBy(context, request, "invitation.revoked", id, { email: found.email })];
    if (!(await store.write.deleteInvitation({ projectId, id, audit }))) throw notFound("Invitation");
    return reply.code(204).send();
  });

  const standing = async (token: string) => {
    const found = await store.read.invitationByHash({ hash: sha256(token), now: clock.now() });
    if (found === undefined) throw new ProblemError(404, ended);
    return found;
  };

  // Looked at and taken up with the link's secret in the body, where no log has it.
  app.post("/api/v1/invitations/look", async (request) => {
    const {
      email,
      role,
      project,
      user_id: userId,
    } = await standing(parse(linkBody, objectBody(request.body)).token);
    return { email, role, project, hasAccount: userId !== null };
  });

  app.post("/api/v1/invitations/accept", async (request, reply) => {
    const { token, name, password } = parse(acceptedInvitation, objectBody(request.body));
    const { email, role, user_id: known, password_hash: hashed, project_id, id } = await standing(token);
    const now = clock.now();
    let user: UserTable | null = null;
    if (known === null) {
      if (name === undefined) throw invalid([{ path: "name", message: "is required" }]);
      user = { id: newId(now), email, name, password_hash: await hashPassword(password), created_at: now };
    } else if (!(await passwordIsRight(context, request, email, hashed ?? undefined, password))) {
      throw invalid([{ path: "password", message: `is not the password of ${email}` }]);
    }
    const userId = user?.id ?? known ?? "";
    const joined = { projectId: project_id, actor: email, action: "user.joined", target: userId, now };
    const audit = [auditEntry({ ...joined, detail: { email, role, invitationId: id } })];
    const hash = sha256(token);
    if (!(await store.write.acceptInvitation({ hash, now, userId, user, audit })))
      throw new ProblemError(404, ended);
    await beginSession(context, reply, userId);
    return reply.code(201).send({ projectId: project_id, role });
  });
}
