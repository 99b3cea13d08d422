import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import Fastify, { type FastifyInstance } from "fastify";
import { limits } from "../contract/limits.ts";
import { newId } from "../platform/ids.ts";
import { authenticate } from "./auth.ts";
import { refuseWhileClosing } from "./closing.ts";
import { boundConnections, type ConnectionLimits, connectionLimits, serverOptions } from "./connections.ts";
import type { AppContext } from "./context.ts";
import { answerBadPath, answerErrors } from "./errors.ts";
import { readBodies } from "./json.ts";
import { pagePolicy } from "./policy.ts";
import { ProblemError } from "./problem.ts";
import { logRequests } from "./request-log.ts";
import { traceRequests } from "./request-trace.ts";
import { accountRoutes } from "./routes/account.ts";
import { activityRoutes } from "./routes/activities.ts";
import { activitiesCsvRoutes } from "./routes/activities-csv.ts";
import { advancedSettingsRoutes } from "./routes/advanced-settings.ts";
import { auditRoutes } from "./routes/audit.ts";
import { callbackRoutes } from "./routes/callbacks.ts";
import { dashboardRoutes } from "./routes/dashboard.ts";
import { deliveryRoutes } from "./routes/deliveries.ts";
import { deliveriesCsvRoutes } from "./routes/deliveries-csv.ts";
import { eventRoutes } from "./routes/events.ts";
import { importRoutes } from "./routes/imports.ts";
import { inboundRoutes } from "./routes/inbound.ts";
import { inspectRoutes } from "./routes/inspect.ts";
import { inspectorRoutes } from "./routes/inspectors.ts";
import { invitationRoutes } from "./routes/invitations.ts";
import { jobRoutes } from "./routes/jobs.ts";
import { leadRoutes } from "./routes/leads.ts";
import { leadsCsvRoutes } from "./routes/leads-csv.ts";
import { initiateRoutes } from "./routes/leads-initiate.ts";
import { operationalCallbackRoutes } from "./routes/operational-callback.ts";
import { passwordResetRoutes } from "./routes/password-resets.ts";
import { processRoutes } from "./routes/processes.ts";
import { projectRoutes } from "./routes/projects.ts";
import { referenceRoutes } from "./routes/reference.ts";
import { signInRoutes } from "./routes/sign-in.ts";
import { statsRoutes } from "./routes/stats.ts";
import { systemRoutes } from "./routes/system.ts";
import { tokenRoutes } from "./routes/tokens.ts";
import { userRoutes } from "./routes/users.ts";
import { voiceProviderRoutes } from "./routes/voice-providers.ts";

/** Every route, one file a resource. */
export const routeGroups = [
  systemRoutes,
  referenceRoutes,
  dashboardRoutes,
  signInRoutes,
  initiateRoutes,
  leadRoutes,
  leadsCsvRoutes,
  importRoutes,
  activityRoutes,
  inboundRoutes,
  activitiesCsvRoutes,
  processRoutes,
  advancedSettingsRoutes,
  voiceProviderRoutes,
  callbackRoutes,
  operationalCallbackRoutes,
  deliveryRoutes,
  deliveriesCsvRoutes,
  jobRoutes,
  eventRoutes,
  statsRoutes,
  inspectorRoutes,
  inspectRoutes,
  userRoutes,
  invitationRoutes,
  passwordResetRoutes,
  accountRoutes,
  tokenRoutes,
  projectRoutes,
  auditRoutes,
] as const;

/** The API over a context; it listens only when the caller says so. */
export async function createApp(
  context: AppContext,
  connections: ConnectionLimits = connectionLimits,
): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    bodyLimit: limits.body,
    ...serverOptions(connections),
    trustProxy: context.config.trustProxy,
    genReqId: () => newId(context.clock.now()),
    routerOptions: { maxParamLength: 256 },
    return503OnClosing: false,
    frameworkErrors: answerBadPath,
  });
  boundConnections(app, connections);
  logRequests(app, context);
  traceRequests(app, context.tracer);
  answerErrors(app, context.log);
  refuseWhileClosing(app);
  readBodies(app);
  await app.register(helmet, {
    global: false,
    contentSecurityPolicy: false,
  });
  const policy = pagePolicy(context.config.publicUrl);
  // Pages get helmet's whole set. An answer of the API is data that no browser may take for a page: the one header
  // says so, and the dozen others cost a tenth of a report.
  app.addHook("onRequest", async (request, reply) => {
    // No text that is stored has a NUL, and PostgreSQL takes none to look for.
    if (/%00/.test(request.url)) throw new ProblemError(400, "The URL holds a NUL character");
    if (request.url.startsWith("/api/")) reply.header("x-content-type-options", "nosniff");
    else {
      await reply.helmet();
      reply.header("content-security-policy", policy);
    }
  });
  await app.register(cookie);
  authenticate(app, context);
  for (const routes of routeGroups) routes(app, context);
  return app;
}
