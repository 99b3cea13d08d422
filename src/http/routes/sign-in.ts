import { verify } from "@node-rs/argon2";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { newOpaqueToken, sha256 } from "../../platform/crypto.ts";
import { sessionCookie, sessionOf } from "../auth.ts";
import type { AppContext } from "../context.ts";
import { page, pageType } from "../pages.ts";
import { objectBody, parse } from "../parse.ts";
import { ProblemError } from "../problem.ts";

/** How long a session lasts, ms. */
const sessionMs = 14 * 24 * 3_600_000;
/** Failed sign-ins of one address within the window before it has to wait. */
const mostFailures = 10;
const failureWindowMs = 15 * 60_000;

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
  const failures = new Map<string, { count: number; endsAt: number }>();

  const begin = async (reply: FastifyReply, userId: string | null) => {
    const token = newOpaqueToken();
    const now = clock.now();
    await store.write.insertSession({
      hash: sha256(token),
      user_id: userId,
      created_at: now,
      expires_at: now + sessionMs,
    });
    reply.setCookie(sessionCookie, token, {
      path: "/",
      httpOnly: true,
      sameSite: "lax",
      secure: context.config.publicUrl.startsWith("https://"),
      maxAge: sessionMs / 1000,
    });
  };

  app.get("/sign-in", async (request, reply) => {
    const { token } = parse(z.object({ token: z.string().max(256) }), request.query);
    const used = await store.write.useSignInLink({ hash: sha256(token), now: clock.now() });
    if (used === undefined) {
      if (wantsPage(request)) return reply.code(401).type(pageType).send(usedLinkPage);
      throw new ProblemError(401, usedLink);
    }
    await begin(reply, used.userId);
    return reply.redirect("/", 303);
  });

  app.get("/api/v1/session", async (request) => {
    const session = await sessionOf(request, context);
    if (session === null) throw new ProblemError(401, "Nobody is signed in");
    const { user_id: userId, email, name, role, scope } = session;
    const projects = await store.read.listProjects();
    return {
      // Null in the local form, where the printed link signs in without a user.
      user: userId === null ? null : { email, name, role },
      scope,
      projects: projects.map((project) => ({ id: project.id, name: project.name })),
      expiresAt: new Date(session.expires_at).toISOString(),
    };
  });

  app.post("/api/v1/session", async (request, reply) => {
    const { email, password } = parse(signInBody, objectBody(request.body));
    const address = request.ip;
    const now = clock.now();
    const failed = failures.get(address);
    if (failed !== undefined && failed.endsAt > now && failed.count >= mostFailures) {
      const retryAfterS = Math.ceil((failed.endsAt - now) / 1000);
      throw new ProblemError(429, "Too many failed sign-ins: wait a while", { retryAfterS });
    }
    const user = await store.read.userByEmail(email.trim().toLowerCase());
    // Verified against something in any case, so that the time taken does not tell which emails exist.
    const valid = await verify(user?.password_hash ?? nobodysHash, password).catch(() => false);
    if (user === undefined || !valid) {
      const window =
        failed !== undefined && failed.endsAt > now ? failed : { count: 0, endsAt: now + failureWindowMs };
      failures.set(address, { ...window, count: window.count + 1 });
      if (failures.size > 10_000) failures.clear();
      throw new ProblemError(401, "Email or password is wrong");
    }
    failures.delete(address);
    await begin(reply, user.id);
    return { email: user.email, name: user.name, role: user.role };
  });

  app.delete("/api/v1/session", { config: { scope: "read" } }, async (request, reply) => {
    const cookie = request.cookies[sessionCookie];
    if (cookie !== undefined) await store.write.deleteSession(sha256(cookie));
    return reply.clearCookie(sessionCookie, { path: "/" }).code(204).send();
  });
}

/** Whether a person's browser asks, who is to read the answer. */
const wantsPage = (request: FastifyRequest): boolean => /\btext\/html\b/.test(request.headers.accept ?? "");

/** An argon2id hash of nothing that anyone knows, with the parameters of real ones. */
const nobodysHash =
  "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$2Hkh5mkGzbmT5G4nGY3mGtLyAS5q1m5ZT3J4q6kDYiE";
