import type { FastifyRequest } from "fastify";
import { newId } from "../platform/ids.ts";
import type { AppContext } from "./context.ts";

/** Records who did what; `detail` must hold no secret ("changed" stands for one). */
export async function audit(
  context: AppContext,
  request: FastifyRequest,
  action: string,
  target: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  const now = context.clock.now();
  const { projectId, actor } = request.principal;
  await context.store.write.insertAudit({
    id: newId(now),
    project_id: projectId,
    actor,
    action,
    target,
    detail: JSON.stringify(detail),
    created_at: now,
  });
}
