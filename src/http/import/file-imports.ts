import { addAbortSignal, type Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ColumnTarget } from "../../contract/csv-columns.ts";
import { limits } from "../../contract/limits.ts";
import { StoreUnavailable } from "../../store/engine.ts";
import type { ImportTable } from "../../store/schema.ts";
import { patiently } from "../connections.ts";
import type { AppContext } from "../context.ts";
import { countryOf } from "../lead-input.ts";
import { ProblemError } from "../problem.ts";
import { ImportRun } from "./import-run.ts";
import { UnreadableFile } from "./read-rows.ts";

/** Files that a node takes at the same time. */
const mostAtOnce = 4;
/** How long a file may take as a whole, and stand still, ms. */
const patience = { mostMs: 30 * 60_000, idleMs: 60_000 };

/** Takes files in while they arrive: nothing of them is kept but the leads and what was wrong with the rest. */
export class FileImports {
  readonly #context: AppContext;
  readonly #closing = new AbortController();
  #running = 0;

  constructor(app: FastifyInstance, context: AppContext) {
    this.#context = context;
    app.addHook("preClose", async () => this.#closing.abort());
  }

  /**
   * Takes the file of an import, which says afterwards what became of it.
   *
   * @throws ProblemError where the file is not taken at all
   */
  async take(row: ImportTable, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { store, clock } = this.#context;
    const size = request.headers["content-length"];
    if (Number(size ?? 0) > limits.importFile)
      throw new ProblemError(413, `A file is at most ${limits.importFile / 1024 ** 2} MiB: split it`);
    if (this.#running >= mostAtOnce)
      throw new ProblemError(503, "Other files are being imported: try again soon", { retryAfterS: 5 });
    const key = { projectId: row.project_id, id: row.id };
    const body = request.body as Readable;
    this.#running += 1;
    try {
      if (!(await store.write.beginImport({ ...key, now: clock.now() })))
        throw new ProblemError(409, "This import has had its file: begin another");
      await patiently(request.raw.socket, patience, async () => {
        const error = await this.#run(row, body);
        const status = error === null ? ("done" as const) : ("failed" as const);
        await store.write.endImport({ ...key, status, error, now: clock.now() });
        // The answer is read only after the whole request was taken.
        if (size === undefined) reply.header("connection", "close");
        else await drained(body);
      });
    } finally {
      this.#running -= 1;
    }
  }

  /** Returns why the file was not taken to its end, or null. */
  async #run(row: ImportTable, body: Readable): Promise<string | null> {
    const run = new ImportRun(
      this.#context,
      {
        projectId: row.project_id,
        id: row.id,
        processId: row.process_id,
        mapping: JSON.parse(row.mapping) as Record<string, ColumnTarget>,
        init: row.init === 1,
        dryRun: row.dry_run === 1,
      },
      countryOf(this.#context, row.project_id),
    );
    try {
      addAbortSignal(this.#closing.signal, body);
      await run.run(body.iterator({ destroyOnReturn: false }));
      return null;
    } catch (error) {
      if (error instanceof UnreadableFile) return error.message;
      if (this.#closing.signal.aborted) return "The server was stopped: import the file again";
      if (error instanceof StoreUnavailable) return "The database takes no writes now: import the file again";
      if (body.destroyed) return "The upload broke off: import the file again";
      this.#context.log.error({ importId: row.id, reason: (error as Error).message }, "an import failed");
      return "an internal error: see the log";
    }
  }
}

/** Fulfils once the rest of a request has come, unread. */
function drained(body: Readable): Promise<void> {
  return new Promise((resolve) => {
    if (body.readableEnded || body.destroyed) return resolve();
    for (const end of ["end", "close", "error"]) body.once(end, () => resolve());
    // Not resume(): who read it before may still wait for one more piece, and would leave it standing.
    body.on("data", () => {});
  });
}
