import type pg from "pg";

/** What statements are run on. */
export interface Runs {
  query(statement: string | pg.QueryConfig, values?: readonly unknown[]): Promise<pg.QueryResult>;
}

/**
 * One connection, whose statements go out without waiting for the answers to those before. After one that fails all
 * others of its transaction do, for that reason alone: what is worth telling is the first.
 */
export class Pipe implements Runs {
  readonly #client: pg.PoolClient & Pick<pg.Client, "connection">;
  #gathering = false;
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

  query(statement: string | pg.QueryConfig, values?: readonly unknown[]): Promise<pg.QueryResult> {
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
