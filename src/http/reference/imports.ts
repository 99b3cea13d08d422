import { importedFile, importPage } from "../../contract/answers/import.ts";
import { importListQuery, importRequest } from "../../contract/import-requests.ts";
import { limits } from "../../contract/limits.ts";
import { type Operations, ok } from "./operation.ts";

/** What `routes/imports.ts` registers. */
export const imports: Operations = {
  "POST /api/v1/processes/:id/imports": {
    tag: "Imports",
    summary: "Begin an import of leads",
    description:
      "Says how a CSV file is to be taken; the file itself is put to it. `columns` says what columns become by their names, empty or null leaves one out, and what is not named is guessed. With `dryRun` nothing is stored, and the same is told.",
    scope: "report",
    body: {
      schema: importRequest,
      example: { fileName: "leads.csv", columns: { Handset: "phone", Notes: null }, dryRun: true },
    },
    answers: { 201: { description: "The import, which waits for its file", schema: importedFile } },
    errors: [409],
  },
  "PUT /api/v1/imports/:id/file": {
    tag: "Imports",
    summary: "Import a file",
    description: `CSV with a header, UTF-8 or UTF-16, at most ${limits.importFile / 1024 ** 2} MiB. Its rows are judged and stored while it arrives, each by the rules of creating a lead. Answered once all of it was taken.`,
    scope: "report",
    body: { schema: null, type: "text/csv" },
    answers: ok(importedFile, "The import and what became of its rows"),
    errors: [409],
  },
  "GET /api/v1/imports": {
    tag: "Imports",
    summary: "List imports",
    scope: "read",
    query: importListQuery,
    answers: ok(importPage, "A page, newest first"),
  },
  "GET /api/v1/imports/:id": {
    tag: "Imports",
    summary: "Get an import",
    description: "Also while it runs.",
    scope: "read",
    answers: ok(importedFile, "The import and how far it is"),
  },
  "GET /api/v1/imports/:id/errors.csv": {
    tag: "Imports",
    summary: "Download what was not taken",
    description:
      "Row, column, error, and the row's own cells, so that it can be mended and imported as it is.",
    scope: "read",
    answers: { 200: { description: "The file", type: "text/csv" } },
  },
  "POST /api/v1/imports/:id/cancel": {
    tag: "Imports",
    summary: "Cancel an import",
    description: "What was imported until then stays.",
    scope: "report",
    answers: ok(importedFile, "The import"),
  },
};
