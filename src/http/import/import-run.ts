import type { ColumnTarget } from "../../contract/csv-columns.ts";
import { limits } from "../../contract/limits.ts";
import type { Change, ChangeResult, NewLead } from "../../outreach/model.ts";
import type { ImportCounts, RefusedRow } from "../../store/queries/imports.ts";
import type { AppContext } from "../context.ts";
import { type CountryOf, readNewLead } from "../lead-input.ts";
import { decided, isDuplicate } from "../refusal.ts";
import { chooseColumns } from "./choose-columns.ts";
import { KnownLeads } from "./known-leads.ts";
import { type Column, columnsOf, isBlank, leadOfRow } from "./lead-of-row.ts";
import { readRows, UnreadableFile } from "./read-rows.ts";

/** Rows that are committed together: what else is reported goes in between. */
const rowsAtOnce = 250;

export interface ImportPlan {
  projectId: string;
  id: string;
  processId: string;
  mapping: Readonly<Record<string, ColumnTarget>>;
  init: boolean;
  dryRun: boolean;
}

interface Row {
  row: number;
  cells: string[];
}

/** A row that was judged: a lead to make, or why it is none. */
type Judged = { of: Row; lead: NewLead } | { of: Row; refused: RefusedRow };

/**
 * Makes a lead of each row of a file, by the rules of `leads/initiate`, some hundred rows a transaction, and notes
 * after each how far it is. A dry run decides the same and commits nothing.
 */
export class ImportRun {
  readonly #context: Pick<AppContext, "store" | "dispatcher" | "clock">;
  readonly #plan: ImportPlan;
  readonly #countryOf: CountryOf;
  readonly #known = new KnownLeads();
  #counts: ImportCounts = { row_count: 0, imported: 0, existing: 0, failed: 0 };
  #columns: Column[] = [];

  constructor(
    context: Pick<AppContext, "store" | "dispatcher" | "clock">,
    plan: ImportPlan,
    countryOf: CountryOf,
  ) {
    this.#context = context;
    this.#plan = plan;
    this.#countryOf = countryOf;
  }

  /**
   * Works the file to its end, or until the import is cancelled: then the rest is not read.
   *
   * @throws UnreadableFile where it cannot be read on; what was noted until then is done
   */
  async run(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    let taken: Promise<boolean> = Promise.resolve(true);
    try {
      for await (const rows of this.#batches(bytes)) {
        // While a batch is committed, the next one is read and judged.
        const judged: Judged[] = [];
        for (const row of rows) judged.push(await this.#judge(row));
        if (!(await taken)) return;
        taken = this.#take(judged);
        taken.catch(() => {});
      }
      await taken;
    } finally {
      await taken.catch(() => {});
    }
  }

  /** The rows that hold something, behind the header. */
  async *#batches(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Row[]> {
    let row = 0;
    let batch: Row[] = [];
    for await (const cells of readRows(bytes)) {
      row += 1;
      if (isBlank(cells)) continue;
      if (this.#columns.length === 0) {
        this.#columns = chooseColumns(cells, this.#plan.mapping);
        continue;
      }
      if (row > limits.importRows)
        throw new UnreadableFile(`More than ${limits.importRows} rows: split the file`);
      batch.push({ row, cells });
      if (batch.length < rowsAtOnce) continue;
      yield batch;
      batch = [];
    }
    if (this.#columns.length === 0) throw new UnreadableFile("The file is empty");
    yield batch;
  }

  async #judge(of: Row): Promise<Judged> {
    const { projectId, processId, init } = this.#plan;
    const said = leadOfRow(this.#columns, of.cells);
    if ("error" in said) {
      return { of, refused: { ...this.#refused(of, [], said.error, false), column: said.column } };
    }
    const read = await readNewLead({ ...said.lead, projectId, processId }, projectId, init, this.#countryOf);
    if ("lead" in read) return { of, lead: read.lead };
    const paths = read.errors.map(({ path }) => path);
    const words = read.errors.map(({ message }) => message).join("; ");
    return { of, refused: this.#refused(of, paths, words || read.refusal.error, false) };
  }

  /** Commits what may be, and notes what became of each row. Returns whether the import may go on. */
  async #take(judged: readonly Judged[]): Promise<boolean> {
    const refused: RefusedRow[] = [];
    const leads: Extract<Judged, { lead: NewLead }>[] = [];
    for (const one of judged) {
      if ("refused" in one) refused.push(one.refused);
      else {
        const taken = this.#plan.dryRun ? this.#known.refusal(one.lead) : null;
        if (taken === null) leads.push(one);
        else refused.push(this.#refused(one.of, [taken.path ?? ""], taken.error, true));
      }
    }
    const results = await this.#decide(leads.map(({ lead }) => lead));
    for (const [index, { of, lead }] of leads.entries()) {
      const result = results[index];
      if (result?.ok === false) {
        const { error, path } = result.refusal;
        refused.push(this.#refused(of, path === undefined ? [] : [path], error, isDuplicate(result.refusal)));
      } else if (this.#plan.dryRun) this.#known.add(lead);
    }
    refused.sort((a, b) => a.row - b.row);
    this.#count(judged.length, refused);
    const { projectId, id } = this.#plan;
    const note = { projectId, id, counts: this.#counts, columns: this.#columns, refused };
    return this.#context.store.write.noteImport({ ...note, now: this.#context.clock.now() });
  }

  #count(rows: number, refused: readonly RefusedRow[]): void {
    const existing = refused.filter((one) => one.existing).length;
    const before = this.#counts;
    this.#counts = {
      row_count: before.row_count + rows,
      imported: before.imported + rows - refused.length,
      existing: before.existing + existing,
      failed: before.failed + refused.length - existing,
    };
  }

  async #decide(leads: readonly NewLead[]): Promise<ChangeResult[]> {
    if (leads.length === 0) return [];
    const { store, dispatcher, clock } = this.#context;
    const { projectId, dryRun } = this.#plan;
    const changes = leads.map((lead): Change => ({ kind: "initiate", projectId, lead }));
    if (dryRun) return store.write.rehearse({ changes, now: clock.now() });
    return decided(await dispatcher.committer.submit({ changes, idempotency: null }));
  }

  #refused({ row, cells }: Row, paths: readonly string[], error: string, existing: boolean): RefusedRow {
    return { row, column: columnsOf(this.#columns, paths), error, existing, values: cells };
  }
}
