import { migratePostgres } from "../../src/store/postgres/host.ts";
import { PostgresServer, runSql } from "./postgres-server.ts";

/** Fresh databases with the newest schema, cloned from a template. */
export class PostgresDatabases {
  readonly #server: PostgresServer | null;
  readonly #url: string;
  readonly #template: string;
  readonly #made: string[] = [];
  #shared: string | null = null;

  private constructor(server: PostgresServer | null, url: string, template: string) {
    this.#server = server;
    this.#url = url;
    this.#template = template;
  }

  /** On the server of `TEST_DATABASE_URL`, where that is set, else on one that is started for this. */
  static async start(): Promise<PostgresDatabases> {
    const given = process.env.TEST_DATABASE_URL;
    // What tests lose in a crash of the machine nobody misses.
    const server = given === undefined ? await PostgresServer.start(["fsync=off"]) : null;
    const url = server?.url() ?? given ?? "";
    const template = `ringback_template_${process.pid}`;
    await runSql(url, `create database ${template}`);
    await migratePostgres(databaseUrl(url, template));
    return new PostgresDatabases(server, url, template);
  }

  /** URL of a new database. */
  create(): Promise<string> {
    return this.#create(`template ${this.#template}`);
  }

  /** URL of a new database that has no schema yet. */
  bare(): Promise<string> {
    return this.#create("");
  }

  async #create(from: string): Promise<string> {
    const name = `ringback_test_${process.pid}_${this.#made.length}`;
    this.#made.push(name);
    await runSql(this.#url, `create database ${name} ${from}`);
    return databaseUrl(this.#url, name);
  }

  /** URL of a database that is the same each time, emptied: much faster than another one. */
  async emptied(): Promise<string> {
    this.#shared ??= await this.create();
    const tables = await runSql(
      this.#shared,
      "select tablename from pg_tables where schemaname = 'public' and tablename not like 'kysely%'",
    );
    await runSql(
      this.#shared,
      `truncate ${tables.map(({ tablename }) => tablename).join(", ")} restart identity`,
    );
    return this.#shared;
  }

  /** Removes what was made. */
  async remove(): Promise<void> {
    if (this.#server !== null) return this.#server.remove();
    for (const name of [...this.#made, this.#template])
      await runSql(this.#url, `drop database if exists ${name} with (force)`);
  }
}

function databaseUrl(url: string, name: string): string {
  const of = new URL(url);
  of.pathname = `/${name}`;
  return of.href;
}
