import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { limits } from "../../contract/limits.ts";
import { isoTime, pageQuery } from "../../contract/lists.ts";
import type { AuditQuery } from "../../store/queries/audit.ts";
import type { AppContext } from "../context.ts";
import { byteOrderMark, csvLine } from "../csv.ts";
import { parse } from "../parse.ts";
import { presentAudit } from "../present/audit.ts";

export const auditFilters = z.object({
  actor: z.string().max(limits.shortText).optional().describe("Only by whom this is a part of"),
  action: z
    .string()
    .max(limits.shortText)
    .optional()
    .describe("Only this, as `callback.paused`, or all that begins so, as `callback`"),
  since: isoTime.optional(),
  until: isoTime.optional(),
});
export const auditQuery = pageQuery.extend(auditFilters.shape);

/** `/api/v1/audit`: who changed what, and when; the same as a file. */
export function auditRoutes(app: FastifyInstance, context: AppContext): void {
  const { store } = context;
  const manage = { config: { scope: "manage" as const }, exposeHeadRoute: false };

  const queryOf = (projectId: string, asked: z.output<typeof auditFilters>) => ({
    projectId,
    actor: asked.actor ?? null,
    action: asked.action ?? null,
    since: asked.since ?? null,
    until: asked.until ?? null,
  });

  app.get("/api/v1/audit", manage, async (request) => {
    const asked = parse(auditQuery, request.query);
    const { limit, cursor: before = null } = asked;
    const query = queryOf(request.principal.projectId, asked);
    const { rows, next } = await store.read.listAudit({ ...query, before, limit });
    return { data: rows.map(presentAudit), nextCursor: next };
  });

  /** Page by page, each a short read, as fast as the client takes them. */
  async function* lines(query: Omit<AuditQuery, "before" | "limit">): AsyncGenerator<string> {
    yield byteOrderMark +
      csvLine(["at", "actor", "action", "target", "targetName", "field", "before", "after"]);
    let before: string | null = null;
    do {
      const limit = limits.pageMost;
      const page: Awaited<ReturnType<typeof store.read.listAudit>> = await store.read.listAudit({
        ...query,
        before,
        limit,
      });
      const text = page.rows.map(presentAudit).flatMap(({ changes, ...entry }) => {
        const { at, actor, action, target, targetName } = entry;
        const told = changes.length > 0 ? changes : [{ field: null, before: null, after: null }];
        return told.map((one) =>
          csvLine([at, actor, action, target, targetName, one.field, cell(one.before), cell(one.after)]),
        );
      });
      if (text.length > 0) yield text.join("");
      before = page.next;
    } while (before !== null);
  }

  app.get("/api/v1/audit.csv", manage, async (request, reply) => {
    const query = queryOf(request.principal.projectId, parse(auditFilters, request.query));
    return reply
      .type("text/csv; charset=utf-8")
      .header("content-disposition", 'attachment; filename="audit.csv"')
      .header("cache-control", "no-store")
      .send(Readable.from(lines(query)));
  });
}

const cell = (value: unknown): string | null =>
  value === null || value === undefined ? null : typeof value === "string" ? value : JSON.stringify(value);
