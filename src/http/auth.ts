import type { FastifyInstance, FastifyRequest } from "fastify";
import { type Role, type Scope, scopeOfRole, scopes } from "../contract/words.ts";
import { sha256 } from "../platform/crypto.ts";
import type { AppContext } from "./context.ts";
import { ProblemError } from "./problem.ts";
import type { Principal } from "./tokens.ts";

export const sessionCookie = "ringback_session";

declare module "fastify" {
  interface FastifyRequest {
    principal: Principal;
  }
  interface FastifyContextConfig {
    /** What a token needs to call the route; without it the route is open to all. */
    scope?: Scope;
    /** Only for an owner of the project who is signed in: a token that could make others would outlive its end. */
    owner?: true;
    /** The token may stand in the query (`?token=`), where it can do no more than report. */
    tokenInQuery?: boolean;
  }
}

/** Puts the principal on each request of a route that names a scope, or refuses the request. */
export function authenticate(app: FastifyInstance, context: AppContext): void {
  app.decorateRequest("principal");
  app.addHook("onRequest", async (request) => {
    const { scope, owner, tokenInQuery } = request.routeOptions.config;
    if (scope === undefined) return;
    const principal = tokenInQuery
      ? await queryPrincipal(request, context)
      : await principalOf(request, context);
    if (principal === null)
      throw new ProblemError(401, "A valid token is required: Authorization: Bearer rb_live_…");
    if (scopes.indexOf(principal.scope) < scopes.indexOf(scope)) throw missing(scope, principal);
    if (owner === true && principal.role !== "owner") {
      const { role } = principal;
      const whose = role === null ? "a token cannot do it" : `you are ${role} of this project`;
      throw new ProblemError(403, `Only an owner who is signed in can do this; ${whose}`);
    }
    if (principal.onlyProcessId !== null && !isReport(request)) {
      throw new ProblemError(403, "This token can only report to its process");
    }
    request.principal = principal;
  });
}

function missing(needed: Scope, { scope, role }: Principal): ProblemError {
  if (role === null) return new ProblemError(403, `This needs the scope ${needed}; the token has ${scope}`);
  return new ProblemError(403, `This needs an editor or an owner; you are ${role} of this project`);
}

/** Whether a request reports what happened to leads, which is all that a token of one process may do. */
const isReport = (request: FastifyRequest): boolean =>
  request.method === "POST" && /^\/api\/v1\/(activities|inbound)\b/.test(request.routeOptions.url ?? "");

/** The token in the header of a request; undefined where there is none. */
const bearerOf = ({ headers }: FastifyRequest): string | undefined =>
  /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];

/**
 * Who makes a request by the token in its query, or in its header where the query has none; never by a session.
 *
 * @throws ProblemError 403 where the token could do more than report: URLs are logged on their way
 */
async function queryPrincipal(request: FastifyRequest, context: AppContext): Promise<Principal | null> {
  const { token } = request.query as Record<string, unknown>;
  if (token === undefined) {
    const header = bearerOf(request);
    return header === undefined ? null : context.tokens.principalOf(header);
  }
  const principal = typeof token === "string" ? await context.tokens.principalOf(token) : null;
  if (principal?.scope === "manage") {
    throw new ProblemError(
      403,
      "A token in a URL must be one that can only report: make one for the process",
    );
  }
  return principal;
}

/** Who makes a request by its token or its session, or null. */
export async function principalOf(request: FastifyRequest, context: AppContext): Promise<Principal | null> {
  if (request.headers.authorization !== undefined) {
    const token = bearerOf(request);
    return token === undefined ? null : context.tokens.principalOf(token);
  }
  return sessionPrincipal(request, context);
}

/**
 * The session that a request's cookie names, or null.
 *
 * @throws ProblemError 403 where the request does not come from our own pages
 */
export async function sessionOf(request: FastifyRequest, context: AppContext) {
  const cookie = request.cookies[sessionCookie];
  if (cookie === undefined) return null;
  refuseForeignOrigin(request);
  const { store, clock } = context;
  return (await store.read.sessionByHash({ hash: sha256(cookie), now: clock.now() })) ?? null;
}

/** The projects of whom a session signs in, with their role in each; in the local form all, as an owner. */
export async function projectsOf(
  { user_id: userId }: { user_id: string | null },
  { store }: AppContext,
): Promise<{ id: string; name: string; role: Role }[]> {
  if (userId !== null) return store.read.projectsOfUser(userId);
  return (await store.read.listProjects()).map((project) => ({ ...project, role: "owner" }));
}

/** The project that a request names, or undefined for none. */
export const namedProject = (request: FastifyRequest): unknown =>
  request.headers["ringback-project"] ?? (request.query as Record<string, unknown> | undefined)?.project;

async function sessionPrincipal(request: FastifyRequest, context: AppContext): Promise<Principal | null> {
  const session = await sessionOf(request, context);
  if (session === null) return null;
  const projects = await projectsOf(session, context);
  const named = namedProject(request);
  const project = named === undefined ? projects[0] : projects.find(({ id }) => id === named);
  if (project === undefined) throw new ProblemError(403, "There is no such project for you");
  return {
    projectId: project.id,
    scope: scopeOfRole[project.role],
    onlyProcessId: null,
    role: project.role,
    userId: session.user_id,
    actor: session.email ?? "local",
    key: session.user_id ?? "local",
  };
}

/** A request that a cookie signs must come from our own pages (Fetch Metadata, else `Origin`). */
function refuseForeignOrigin(request: FastifyRequest): void {
  const site = request.headers["sec-fetch-site"];
  const { origin, host } = request.headers;
  const safe = request.method === "GET" || request.method === "HEAD";
  const own =
    site !== undefined
      ? site === "same-origin" || (site === "none" && safe)
      : origin !== undefined
        ? URL.parse(origin)?.host === host
        : safe;
  if (!own) throw new ProblemError(403, "This request does not come from the dashboard's own pages");
}
