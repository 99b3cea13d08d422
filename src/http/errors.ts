import type { FastifyError, FastifyInstance, FastifyReply } from "fastify";
import type { Log } from "../platform/log.ts";
import { StoreUnavailable } from "../store/engine.ts";
import { ProblemError, sendProblem } from "./problem.ts";

/** What a client should wait before it asks again while the database takes no writes, seconds. */
const unavailableRetryS = 2;

/** Fastify's own refusals, in our words. */
const ownErrors: Record<string, { status: number; detail: string }> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, detail: "The body is too large" },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 415, detail: "Send the body as application/json" },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { status: 400, detail: "Content-Length does not match the body" },
  FST_ERR_CTP_EMPTY_JSON_BODY: { status: 400, detail: "The body is empty: send JSON" },
};

function problemOf(error: FastifyError | Error): ProblemError | null {
  if (error instanceof ProblemError) return error;
  if (error instanceof StoreUnavailable) {
    return new ProblemError(503, "The database takes no writes now; nothing was stored. Try again shortly.", {
      retryAfterS: unavailableRetryS,
    });
  }
  const { code, statusCode } = error as FastifyError;
  const own = ownErrors[code];
  if (own !== undefined) return new ProblemError(own.status, own.detail);
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new ProblemError(statusCode, error.message);
  return null;
}

/** What the router itself refuses: a path that is no URL, or an id in it that is far too long for one. */
export function answerBadPath(error: FastifyError, _request: unknown, reply: FastifyReply): void {
  const status = error.statusCode === 414 ? 404 : (error.statusCode ?? 400);
  sendProblem(
    reply,
    new ProblemError(status, status === 404 ? "There is nothing here" : "The path is not a URL"),
  );
}

/** Every error leaves as `application/problem+json`; what is a bug is logged with the request's id and says no more. */
export function answerErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = problemOf(error);
    if (problem !== null) return sendProblem(reply, problem);
    log.error({ err: error, requestId: request.id, route: request.routeOptions.url }, "request failed");
    return sendProblem(
      reply,
      new ProblemError(500, `Something went wrong here; the log has it under ${request.id}`),
    );
  });
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      reply,
      new ProblemError(404, `There is nothing at ${request.method} ${request.url.split("?")[0]}`),
    ),
  );
}
