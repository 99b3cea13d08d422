/** Calls of the server's own API with the session's cookie. */
import type { z } from "zod";
import { told } from "../strings/strings.ts";

/** What an answer of this schema is; a type alone, so that no schema is loaded for it. */
export type Answer<Schema extends z.ZodType> = z.output<Schema>;
/** One entry of a list. */
export type EntryOf<Schema extends z.ZodType<{ data: unknown[] }>> = z.output<Schema>["data"][number];

export interface FieldError {
  path: string;
  message: string;
}

/** What fields are told, in the language in force. */
export const inWords = (errors: readonly FieldError[]): FieldError[] =>
  errors.map(({ path, message }) => ({ path, message: told(message) }));

/** What the API answers where it cannot do what was asked (RFC 9457), or status 0 where it did not answer. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  readonly errors: readonly FieldError[];
  /** The whole body, for what is particular to a route. */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, detail: string, body: Record<string, unknown> = {}) {
    super(told(detail));
    this.status = status;
    const errors = Array.isArray(body.errors) ? (body.errors as FieldError[]) : [];
    this.errors = inWords(errors);
    this.body = body;
  }
}

/** A page of a list; follow `nextCursor` until it is null, since a page may be short. */
export interface Page<T> {
  data: T[];
  nextCursor: string | null;
}

const projectKey = "ringback-project";

/** The project that requests are for, where the person has several; kept in this browser. */
export const chosenProject = {
  get: (): string | null => localStorage.getItem(projectKey),
  set: (id: string): void => localStorage.setItem(projectKey, id),
  forget: (): void => localStorage.removeItem(projectKey),
};

type Query = Record<string, string | number | boolean | null | undefined>;

/** A path with its query; what is null, undefined or empty is left out. */
export function withQuery(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(
    ([, value]) => value !== null && value !== undefined && value !== "",
  );
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? path : `${path}?${text}`;
}

/** The address of a stream or a download, which cannot send headers. */
export const streamUrl = (path: string, query: Query = {}): string =>
  withQuery(path, { ...query, project: chosenProject.get() });

interface Options {
  query?: Query;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Told when the session has ended, by whoever shows the pages. */
export const session = { onEnd: (): void => {} };

async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const project = chosenProject.get();
  const response = await fetch(withQuery(path, options.query), {
    method,
    headers: {
      accept: "application/json",
      ...(options.body !== undefined && { "content-type": "application/json" }),
      ...(project !== null && { "ringback-project": project }),
      ...options.headers,
    },
    ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
    ...(options.signal !== undefined && { signal: options.signal }),
  }).catch((error: unknown) => {
    if (options.signal?.aborted) throw error;
    throw new Problem(0, "The server does not answer");
  });
  const text = await response.text();
  const body: unknown = text === "" ? null : readJson(text);
  if (response.ok) return body as T;
  if (response.status === 401 && path !== "/api/v1/session") session.onEnd();
  const fields = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  throw new Problem(response.status, String(fields.detail ?? response.statusText), fields);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** One function a method; each throws `Problem` where the answer is not 2xx. */
export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => request<T>("GET", path, { query, signal }),
  post: <T>(path: string, body: unknown = {}, options?: Options) =>
    request<T>("POST", path, { ...options, body }),
  put: <T>(path: string, body: unknown, options?: Options) => request<T>("PUT", path, { ...options, body }),
  patch: <T>(path: string, body: unknown, options?: Options) =>
    request<T>("PATCH", path, { ...options, body }),
  delete: <T>(path: string) => request<T>("DELETE", path),
};
