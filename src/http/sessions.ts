import type { FastifyReply, FastifyRequest } from "fastify";
import { newOpaqueToken, sha256 } from "../platform/crypto.ts";
import { isPassword } from "../platform/passwords.ts";
import { sessionCookie } from "./auth.ts";
import type { AppContext } from "./context.ts";

/** How long a session lasts, ms. */
const sessionMs = 14 * 24 * 3_600_000;

/** Signs a person in, or the local form (null): a new session, with its cookie on the answer. */
export async function beginSession(
  { store, clock, config }: AppContext,
  reply: FastifyReply,
  userId: string | null,
): Promise<void> {
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
    secure: config.publicUrl.startsWith("https://"),
    maxAge: sessionMs / 1000,
  });
}

/** How the session of a request is stored, or null where it has none. */
export function sessionHash(request: FastifyRequest): string | null {
  const cookie = request.cookies[sessionCookie];
  return cookie === undefined ? null : sha256(cookie);
}

/**
 * Whether a password is that of an account (no hash: there is none), in the same time either way.
 *
 * @throws ProblemError 429 where the address or the account was tried too often
 */
export async function passwordIsRight(
  { signIns }: AppContext,
  request: FastifyRequest,
  email: string,
  hashed: string | undefined,
  password: string,
): Promise<boolean> {
  signIns.count(request.ip, email);
  const right = await isPassword(hashed, password);
  if (right) signIns.succeeded(request.ip, email);
  return right;
}
