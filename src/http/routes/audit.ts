import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { limits } from "../../contract/limits.ts";
import { isoTime, pageQuery } from "../../contract/lists.ts";
import type { AppContext } from "../context.ts";
import { type Columns, sendList } from "../csv.ts";
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

  app.get("/api/v1/audit.csv", manage, async (request, reply) => {
    const query = queryOf(request.principal.projectId, parse(auditFilters, request.query));
    return sendList(reply, "audit.csv", columns, async (before: string | null) => {
      const { rows, next } = await store.read.listAudit({ ...query, before, limit: limits.pageMost });
      return { rows: rows.map(presentAudit).flatMap(linesOf), next };
    });
  });
}

type Shown = ReturnType<typeof presentAudit>;
const nothing = { field: null, before: null, after: null };
/** An entry is as many lines as it has changes, and one where it has none. */
const linesOf = ({ changes, ...entry }: Shown) =>
  (changes.length > 0 ? changes : [nothing]).map((change) => ({ ...entry, ...change }));

const columns: Columns<ReturnType<typeof linesOf>[number]> = {
  at: (row) => row.at,
  actor: (row) => row.actor,
  action: (row) => row.action,
  target: (row) => row.target,
  targetName: (row) => row.targetName,
  field: (row) => row.field,
  before: (row) => cell(row.before),
  after: (row) => cell(row.after),
};

const cell = (value: unknown): string | null =>
  value === null || value === undefined ? null : typeof value === "string" ? value : JSON.stringify(value);
