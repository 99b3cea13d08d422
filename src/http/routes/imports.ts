import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { refusedColumns } from "../../contract/csv-columns.ts";
import { importListQuery, importRequest } from "../../contract/import-requests.ts";
import { texts } from "../../outreach/texts.ts";
import { newId } from "../../platform/ids.ts";
import type { ImportedColumn } from "../../store/queries/imports.ts";
import type { ImportTable } from "../../store/schema.ts";
import { audit } from "../audit.ts";
import type { AppContext } from "../context.ts";
import { csvLine, sendCsv } from "../csv.ts";
import { FileImports } from "../import/file-imports.ts";
import { listPage } from "../list-page.ts";
import { objectBody, parse } from "../parse.ts";
import { presentImport, presentRefused } from "../present/import.ts";
import { notFound, ProblemError } from "../problem.ts";

/** Refused rows that come with an import; the others are in its `errors.csv`. */
const refusedShown = 50;
/** Batches of refused rows that one read takes. */
const batchesAtOnce = 4;

/** `/api/v1/processes/{id}/imports` and `/api/v1/imports`: leads from CSV files. */
export function importRoutes(app: FastifyInstance, context: AppContext): void {
  const { store, clock } = context;
  const imports = new FileImports(app, context);
  const answer = async (row: ImportTable) => {
    const key = { projectId: row.project_id, id: row.id };
    const first = await store.read.importRefusals({ ...key, after: 0, limit: 1 });
    const errors = first.flatMap(({ refusals }) => refusals).slice(0, refusedShown);
    return { ...presentImport(row, clock.now()), errors: errors.map(presentRefused) };
  };

  app.post("/api/v1/processes/:id/imports", { config: { scope: "report" } }, async (request, reply) => {
    const { id } = request.params as { id: string };
    const { projectId } = request.principal;
    const asked = parse(importRequest, objectBody(request.body));
    const read = await store.read.processById({ projectId, id });
    if (read === undefined) throw notFound("Process");
    if (read.process.status === "archived") throw new ProblemError(409, texts.processArchived);
    const now = clock.now();
    const row: ImportTable = {
      id: newId(now),
      project_id: projectId,
      process_id: id,
      file_name: asked.fileName ?? null,
      mapping: JSON.stringify(asked.columns),
      init: asked.init ? 1 : 0,
      dry_run: asked.dryRun ? 1 : 0,
      status: "ready",
      columns: null,
      row_count: 0,
      imported: 0,
      existing: 0,
      failed: 0,
      error: null,
      created_at: now,
      noted_at: now,
      ended_at: null,
    };
    await store.write.insertImport(row);
    reply.code(201);
    return answer(row);
  });

  const file = { config: { scope: "report" as const, streamBody: "text/csv" } };
  app.put("/api/v1/imports/:id/file", file, async (request, reply) => {
    await imports.take(await readImport(context, request), request, reply);
    const row = await readImport(context, request);
    if (row.dry_run === 0) {
      const { row_count: rows, file_name: fileName, status, imported, existing, failed } = row;
      const detail = { importId: row.id, fileName, status, rows, imported, existing, failed };
      await audit(context, request, "leads.imported", row.process_id, detail);
    }
    return answer(row);
  });

  app.get("/api/v1/imports", { config: { scope: "read" } }, async (request) => {
    const { limit, cursor, processId } = parse(importListQuery, request.query);
    const { projectId } = request.principal;
    const query = { projectId, processId: processId ?? null, before: cursor ?? null, limit: limit + 1 };
    const rows = await store.read.listImports(query);
    return listPage(rows, limit, (row) => presentImport(row, clock.now()));
  });

  app.get("/api/v1/imports/:id", { config: { scope: "read" } }, async (request) =>
    answer(await readImport(context, request)),
  );

  const download = { config: { scope: "read" as const }, exposeHeadRoute: false };
  app.get("/api/v1/imports/:id/errors.csv", download, async (request, reply) =>
    sendErrors(context, await readImport(context, request), reply),
  );

  app.post("/api/v1/imports/:id/cancel", { config: { scope: "report" } }, async (request) => {
    const { id, project_id: projectId } = await readImport(context, request);
    await store.write.cancelImport({ projectId, id, now: clock.now() });
    return answer(await readImport(context, request));
  });
}

async function readImport({ store }: AppContext, request: FastifyRequest): Promise<ImportTable> {
  const { id } = request.params as { id: string };
  const row = await store.read.importById({ projectId: request.principal.projectId, id });
  if (row === undefined) throw notFound("Import");
  return row;
}

/** Every row that was refused, with its own cells, so that the file can be mended and imported as it is. */
function sendErrors({ store }: AppContext, row: ImportTable, reply: FastifyReply): FastifyReply {
  const key = { projectId: row.project_id, id: row.id };
  const columns = row.columns === null ? [] : (JSON.parse(row.columns) as ImportedColumn[]);
  async function* lines(): AsyncGenerator<string> {
    let after = 0;
    for (;;) {
      const batches = await store.read.importRefusals({ ...key, after, limit: batchesAtOnce });
      for (const { n, refusals } of batches) {
        after = n;
        yield refusals.map((one) => csvLine([one.row, one.column, one.error, ...one.values])).join("");
      }
      if (batches.length < batchesAtOnce) return;
    }
  }
  return sendCsv(reply, "errors.csv", [...refusedColumns, ...columns.map(({ name }) => name)], lines());
}
