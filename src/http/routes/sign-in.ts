import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { scopeOfRole } from "../../contract/words.ts";
import { sha256 } from "../../platform/crypto.ts";
import { namedProject, projectsOf, sessionCookie, sessionOf } from "../auth.ts";
import type { AppContext } from "../context.ts";
import { page, pageType } from "../pages.ts";
import { objectBody, parse } from "../parse.ts";
import { ProblemError } from "../problem.ts";
import { beginSession, passwordIsRight, sessionHash } from "../sessions.ts";

const usedLink = "This sign-in link was used or has ended: start Ringback again for a new one";
const usedLinkPage = page(
  "Sign-in link not valid",
  `<h1>This sign-in link was used or has ended</h1>
<p>Each link signs in once, and only within a day. Start Ringback again: it prints a new one.</p>
<p>Where you are signed in already, <a href="/">go on to Ringback</a>.</p>`,
);

export const signInBody = z.object({ email: z.string().max(320), password: z.string().max(1_024) });

/** Signing in by the printed one-time link, and by email and password; signing out. */
export function signInRoutes(app: FastifyInstance, context: AppContext): void {
  const { store, clock } = context;

  app.get("/sign-in", async (request, reply) => {
    const { token } = parse(z.object({ token: z.string().max(256) }), request.query);
    const used = await store.write.useSignInLink({ hash: sha256(token), now: clock.now() });
    if (used === undefined) {
      if (wantsPage(request)) return reply.code(401).type(pageType).send(usedLinkPage);
      throw new ProblemError(401, usedLink);
    }
    await beginSession(context, reply, used.userId);
    return reply.redirect("/", 303);
  });

  app.get("/api/v1/session", async (request) => {
    const session = await sessionOf(request, context);
    if (session === null) throw new ProblemError(401, "Nobody is signed in");
    const { user_id: id, email, name } = session;
    const projects = await projectsOf(session, context);
    const named = namedProject(request);
    const project = projects.find((one) => one.id === named) ?? projects[0];
    return {
      // Null in the local form, where the printed link signs in without a user.
      user: id === null ? null : { id, email, name },
      // In the project that is named, or the first.
      role: project?.role ?? null,
      scope: project === undefined ? null : scopeOfRole[project.role],
      projects: projects.map((one) => ({ id: one.id, name: one.name, role: one.role })),
      expiresAt: new Date(session.expires_at).toISOString(),
    };
  });

  app.post("/api/v1/session", async (request, reply) => {
    const body = parse(signInBody, objectBody(request.body));
    const email = body.email.trim().toLowerCase();
    const user = await store.read.userByEmail(email);
    const right = await passwordIsRight(context, request, email, user?.password_hash, body.password);
    if (user === undefined || !right) throw new ProblemError(401, "Email or password is wrong");
    await beginSession(context, reply, user.id);
    return { email: user.email, name: user.name };
  });

  // Without a scope: also who is in the project no more can sign out.
  app.delete("/api/v1/session", async (request, reply) => {
    const hash = sessionHash(request);
    if ((await sessionOf(request, context)) === null || hash === null)
      throw new ProblemError(401, "Nobody is signed in");
    await store.write.deleteSession(hash);
    return reply.clearCookie(sessionCookie, { path: "/" }).code(204).send();
  });
}

/** Whether a person's browser asks, who is to read the answer. */
const wantsPage = (request: FastifyRequest): boolean => /\btext\/html\b/.test(request.headers.accept ?? "");
