import type { FastifyRequest } from "fastify";
import { newId } from "../platform/ids.ts";
import type { AuditTable } from "../store/schema.ts";
import type { AppContext } from "./context.ts";

/** Records who did what; `detail` must hold no secret ("changed" stands for one). */
export async function audit(
  context: AppContext,
  request: FastifyRequest,
  action: string,
  target: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await context.store.write.insertAudit(entryBy(context, request, action, target, detail));
}

/** The same as an entry, to be written in the transaction of what was done. */
export function entryBy(
  context: AppContext,
  request: FastifyRequest,
  action: string,
  target: string,
  detail: Record<string, unknown> = {},
): AuditTable {
  const { projectId, actor } = request.principal;
  return auditEntry({ projectId, actor, action, target, detail, now: context.clock.now() });
}

/** An entry of the audit log; `detail` must hold no secret ("changed" stands for one). */
export function auditEntry(of: {
  projectId: string;
  actor: string;
  action: string;
  target: string;
  detail?: Record<string, unknown>;
  now: number;
}): AuditTable {
  const { projectId, actor, action, target, detail = {}, now } = of;
  const id = newId(now);
  return {
    id,
    project_id: projectId,
    actor,
    action,
    target,
    detail: JSON.stringify(detail),
    created_at: now,
  };
}

/** What a person did with their own account, as one entry in each of their projects, whose owners it concerns. */
export async function entriesByPerson(
  { store, clock }: AppContext,
  { id, email }: { id: string; email: string },
  action: string,
  detail: Record<string, unknown>,
): Promise<AuditTable[]> {
  const now = clock.now();
  return (await store.read.projectsOfUser(id)).map((project) =>
    auditEntry({ projectId: project.id, actor: email, action, target: id, detail, now }),
  );
}

/** A field before and after, for an entry's detail. */
export const change = <T>(before: T, after: T): { before: T; after: T } => ({ before, after });
