import type { Connection } from "./connection.ts";

/** Keeps idle connections, so that the next request to the same origin finds one. */
export class ConnectionPool {
  #mostIdle: number;
  /** Per key, the most recently used last. */
  readonly #idle = new Map<string, Connection[]>();
  /** All of them, the longest idle first. */
  readonly #byAge = new Set<Connection>();

  /** @param mostIdle beyond this many idle connections the one that was idle longest is closed */
  constructor(mostIdle: number) {
    this.#mostIdle = mostIdle;
  }

  /** How many connections are idle. */
  get size(): number {
    return this.#byAge.size;
  }

  /** Takes the most recently used idle connection for `key`, if there is one that is still open. */
  take(key: string): Connection | undefined {
    const idle = this.#idle.get(key);
    if (idle === undefined) return undefined;
    for (let connection = idle.pop(); connection !== undefined; connection = idle.pop()) {
      this.#byAge.delete(connection);
      if (connection.usable) return connection;
    }
    return undefined;
  }

  put(connection: Connection): void {
    const idle = this.#idle.get(connection.key);
    if (idle === undefined) this.#idle.set(connection.key, [connection]);
    else idle.push(connection);
    this.#byAge.add(connection);
    if (this.#byAge.size <= this.#mostIdle) return;
    for (const oldest of this.#byAge) {
      this.remove(oldest);
      oldest.destroy();
      return;
    }
  }

  /** Forgets a connection that has closed, idle or not, and its key where nothing is left under it. */
  remove(connection: Connection): void {
    const idle = this.#idle.get(connection.key);
    if (idle === undefined) return;
    if (this.#byAge.delete(connection)) idle.splice(idle.indexOf(connection), 1);
    if (idle.length === 0) this.#idle.delete(connection.key);
  }

  /** Closes every idle connection, and from now on each that is put back. */
  close(): void {
    this.#mostIdle = 0;
    for (const connection of this.#byAge) connection.destroy();
    this.#byAge.clear();
    this.#idle.clear();
  }
}
