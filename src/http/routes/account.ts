import type { FastifyInstance, FastifyRequest } from "fastify";
import { accountChange, passwordChange } from "../../contract/accounts.ts";
import { hashPassword } from "../../platform/passwords.ts";
import type { UserTable } from "../../store/schema.ts";
import { change, entriesByPerson } from "../audit.ts";
import type { AppContext } from "../context.ts";
import { objectBody, parse } from "../parse.ts";
import { invalid, ProblemError } from "../problem.ts";
import { passwordIsRight, sessionHash } from "../sessions.ts";

/** `/api/v1/account`: what a signed-in person changes of themselves. */
export function accountRoutes(app: FastifyInstance, context: AppContext): void {
  const { store } = context;

  const self = async ({ principal }: FastifyRequest): Promise<UserTable> => {
    const user = principal.userId === null ? undefined : await store.read.userById(principal.userId);
    if (user === undefined) throw new ProblemError(403, "Only a person who is signed in has an account");
    return user;
  };

  app.get("/api/v1/account", { config: { scope: "read" } }, async (request) => {
    const { id, email, name, created_at } = await self(request);
    return { id, email, name, createdAt: new Date(created_at).toISOString() };
  });

  app.patch("/api/v1/account", { config: { scope: "read" } }, async (request) => {
    const { name } = parse(accountChange, objectBody(request.body));
    const user = await self(request);
    const { id, email } = user;
    const audit = await entriesByPerson(context, user, "user.renamed", { name: change(user.name, name) });
    if (name !== user.name) await store.write.setUserName({ id, name, audit });
    return { id, email, name, createdAt: new Date(user.created_at).toISOString() };
  });

  app.post("/api/v1/account/password", { config: { scope: "read" } }, async (request, reply) => {
    const { currentPassword, newPassword } = parse(passwordChange, objectBody(request.body));
    const user = await self(request);
    if (!(await passwordIsRight(context, request, user.email, user.password_hash, currentPassword)))
      throw invalid([{ path: "currentPassword", message: "is not your password" }]);
    await store.write.setPassword({
      id: user.id,
      passwordHash: await hashPassword(newPassword),
      keptSession: sessionHash(request),
      audit: await entriesByPerson(context, user, "user.password_set", { password: "changed" }),
    });
    return reply.code(204).send();
  });
}
