import { type Dispatcher, Pool } from "undici";
import { sleep } from "./clock.ts";
import type { Teardown } from "./teardown.ts";

type Method = "GET" | "POST" | "PUT";
interface Answer {
  statusCode: number;
  headers: Dispatcher.ResponseData["headers"];
  text: string;
}

/** The product's HTTP API as the bench uses it. */
export class Api {
  readonly #pool: Pool;
  readonly #token: string;

  constructor(origin: string, token: string, teardown: Teardown) {
    this.#pool = new Pool(origin, { connections: 8, headersTimeout: 120_000, bodyTimeout: 120_000 });
    this.#token = token;
    teardown.defer(() => this.#pool.destroy());
  }

  get<T>(path: string): Promise<T> {
    return this.#json<T>("GET", path);
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.#json<T>("POST", path, JSON.stringify(body));
  }

  put<T>(path: string, body: unknown, headers: Record<string, string>): Promise<T> {
    return this.#json<T>("PUT", path, JSON.stringify(body), headers);
  }

  /**
   * Sends a body that is ready, waiting as long as a 429 asks for.
   *
   * @throws Error on any other answer than 2xx
   */
  async send(method: Method, path: string, body?: string | Buffer, more = {}): Promise<string> {
    for (;;) {
      const { statusCode, headers, text } = await this.#once(method, path, body, more);
      if (statusCode < 300) return text;
      if (statusCode !== 429) throw new Error(`${method} ${path}: ${statusCode} ${text.slice(0, 500)}`);
      await sleep(Math.max(1, Number(headers["retry-after"] ?? 1)) * 1000);
    }
  }

  async #json<T>(method: Method, path: string, body?: string, headers = {}): Promise<T> {
    const text = await this.send(method, path, body, headers);
    return (text === "" ? null : JSON.parse(text)) as T;
  }

  async #once(
    method: Method,
    path: string,
    body: string | Buffer | undefined,
    more: object,
  ): Promise<Answer> {
    const type = body === undefined ? {} : { "content-type": "application/json" };
    const headers = { authorization: `Bearer ${this.#token}`, ...type, ...more };
    const answer = await this.#pool.request({ method, path, headers, body: body ?? null });
    return { statusCode: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
  }
}
