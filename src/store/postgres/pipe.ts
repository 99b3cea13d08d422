import type pg from "pg";

/** What statements are run on. */
export interface Runs {
  query(statement: string | pg.QueryConfig, values?: readonly unknown[]): Promise<pg.QueryResult>;
}

/**
 * One connection, whose statements go out without waiting for the answers to those before. After one that fails all
 * others of its transaction do, for that reason alone: what is worth telling is the first. Outside of a transaction it
 * takes none: one that came behind the commit would be carried out alone.
 */
export class Pipe implements Runs {
  readonly #client: pg.PoolClient & Pick<pg.Client, "connection">;
  #gathering = false;
  #open = false;
  #failed: unknown = null;

  constructor(client: pg.PoolClient) {
    // The pool makes its clients of this class; its types leave it open.
    this.#client = client as pg.PoolClient & pg.Client;
  }

  /** What failed first since it was asked last, or null. */
  takeFailed(): unknown {
    const failed = this.#failed;
    this.#failed = null;
    return failed;
  }

  /** Begins a transaction, by these statements; they go out together with the next. */
  begin(statements: string): Promise<pg.QueryResult> {
    this.#open = true;
    this.#failed = null;
    return this.query(statements);
  }

  /** Ends the transaction, right behind what was sent: from now on nothing is taken until another begins. */
  commit(): Promise<pg.QueryResult> {
    const answer = this.query("commit");
    this.#open = false;
    return answer;
  }

  query(statement: string | pg.QueryConfig, values?: readonly unknown[]): Promise<pg.QueryResult> {
    if (!this.#open) {
      const refused = new Error("a statement came after the end of its transaction");
      this.#failed ??= refused;
      return Promise.reject(refused);
    }
    this.#gather();
    const answer =
      typeof statement === "string"
        ? this.#client.query(statement, values as unknown[] | undefined)
        : this.#client.query(statement);
    // Whoever sent it may be waiting for another one first.
    answer.catch((error: unknown) => {
      this.#failed ??= error;
    });
    return answer;
  }

  /** What is sent in one turn goes out in one write. */
  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    const { stream } = this.#client.connection;
    stream.cork();
    process.nextTick(() => {
      this.#gathering = false;
      stream.uncork();
    });
  }
}
