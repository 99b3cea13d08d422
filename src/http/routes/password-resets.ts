import type { FastifyInstance } from "fastify";
import { acceptedReset, linkBody } from "../../contract/accounts.ts";
import { sha256 } from "../../platform/crypto.ts";
import { hashPassword } from "../../platform/passwords.ts";
import { entriesByPerson } from "../audit.ts";
import type { AppContext } from "../context.ts";
import { objectBody, parse } from "../parse.ts";
import { ProblemError } from "../problem.ts";
import { beginSession } from "../sessions.ts";

const ended = "This link was used or has ended: ask an owner of your project for a new one";

/** `/api/v1/password-resets`: a new password by the link that an owner made (`/api/v1/users/{id}/password-reset`). */
export function passwordResetRoutes(app: FastifyInstance, context: AppContext): void {
  const { store, clock } = context;

  const standing = async (token: string) => {
    const found = await store.read.resetByHash({ hash: sha256(token), now: clock.now() });
    if (found === undefined) throw new ProblemError(404, ended);
    return found;
  };

  app.post("/api/v1/password-resets/look", async (request) => {
    const { email, name } = await standing(parse(linkBody, objectBody(request.body)).token);
    return { email, name };
  });

  app.post("/api/v1/password-resets/accept", async (request, reply) => {
    const { token, password } = parse(acceptedReset, objectBody(request.body));
    const person = await standing(token);
    const passwordHash = await hashPassword(password);
    const now = clock.now();
    const audit = await entriesByPerson(context, person, "user.password_set", { password: "changed" });
    if (!(await store.write.acceptReset({ hash: sha256(token), now, passwordHash, audit })))
      throw new ProblemError(404, ended);
    await beginSession(context, reply, person.id);
    return reply.code(204).send();
  });
}
