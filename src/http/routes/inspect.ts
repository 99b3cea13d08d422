import type { IncomingHttpHeaders } from "node:http";
import type { FastifyInstance } from "fastify";
import { receiverKeysOf } from "../../delivery/callback-targets.ts";
import { inspectorAnswer } from "../../delivery/inspector/inspecting-sender.ts";
import { masked } from "../../delivery/secrets.ts";
import type { CallbackTable } from "../../store/schema.ts";
import type { AppContext } from "../context.ts";
import { notFound, ProblemError } from "../problem.ts";
import { RateLimit } from "../rate-limit.ts";

/** The largest body that is taken, in bytes; less of it is kept. */
const mostBytes = 512 * 1024;
/** Requests of one address and to one inspector within the window. */
const [mostOfAddress, mostOfInspector, windowMs] = [300, 200, 10_000];

/** `/inspect/{token}`: what anyone may post to who knows the URL. It shows nothing. */
export function inspectRoutes(app: FastifyInstance, context: AppContext): void {
  const { store, clock, inspectors, secrets } = context;
  const ofAddress = new RateLimit(mostOfAddress, windowMs, clock);
  const ofInspector = new RateLimit(mostOfInspector, windowMs, clock);

  const senderOf = async (
    projectId: string,
    deliveryId: string | null,
  ): Promise<CallbackTable | undefined> => {
    const delivery =
      deliveryId === null ? undefined : await store.read.deliveryById({ projectId, id: deliveryId });
    return delivery && store.read.callbackById({ projectId, id: delivery.callback_id });
  };

  const options = { config: { anyBody: true }, bodyLimit: mostBytes };
  app.post("/inspect/:token", options, async (request, reply) => {
    ofAddress.count(request.ip);
    const { token } = request.params as { token: string };
    const inspector = await inspectors.byToken(token);
    if (inspector === null) throw notFound("Inspector");
    ofInspector.count(inspector.id);
    const sentId = request.headers["webhook-id"];
    const deliveryId = typeof sentId === "string" && /^[0-9a-f]{24}$/.test(sentId) ? sentId : null;
    const callback = await senderOf(inspector.project_id, deliveryId);
    const now = clock.now();
    const arrival = {
      method: request.method,
      path: request.url,
      headers: shownHeaders(request.headers, callback?.auth_key ?? null),
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      deliveryId: callback === undefined ? null : deliveryId,
      callbackId: callback?.id ?? null,
      keys: callback === undefined ? [] : receiverKeysOf(callback, secrets, now),
      at: now,
    };
    await inspectors.receive(inspector, arrival).catch(() => {
      throw new ProblemError(503, "The inspector cannot keep it now", { retryAfterS: 2 });
    });
    const status = inspector.answer_status;
    return reply.code(status).type("application/json; charset=utf-8").send(inspectorAnswer(status));
  });
}

const secretName = /auth|token|secret|key|cookie|password|session/i;

/** Headers as an inspector shows them: what may be a secret is masked. */
function shownHeaders(headers: IncomingHttpHeaders, authKey: string | null): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const text = Array.isArray(value) ? value.join(", ") : (value ?? "");
      const secret = secretName.test(name) || name === authKey?.toLowerCase();
      return [name, secret ? masked(text) : text];
    }),
  );
}
