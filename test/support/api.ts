import { Agent, type Dispatcher, request } from "undici";
import { wrongAnswer } from "./openapi.ts";

/**
 * Fields that answers of the API have, so that tests read them without casts. What an answer does not have is
 * undefined when it is read; the tests are there to find that out.
 */
export interface Fields {
  [field: string]: unknown;
  id: string;
  _id: string;
  projectId: string;
  processId: string;
  leadId: string;
  referenceId: string;
  activityId: string;
  callbackId: string;
  updateId: string;
  jobId: string;
  existingLeadId: string;
  lastActivityId: string | null;
  currentState: string | null;
  name: string;
  phone: string;
  email: string;
  status: string;
  kind: string;
  type: string;
  error: string;
  detail: string;
  message: string;
  path: string;
  secret: string;
  body: string;
  url: string;
  revision: number;
  sequence: number;
  deliveries: number;
  attempts: Fields[] & number;
  triggers: string[];
  nextCursor: string | null;
  errors: Fields[];
  /** One object, or the entries of a list. */
  data: Fields & Fields[];
  success: Fields[] & boolean;
  activities: Fields[];
  metadata: Record<string, unknown>;
  leadUpdateCallbacks: Fields[];
  advancedSettings: Fields;
  auth: Fields;
  previous: Fields | null;
}

/** What the API answered. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** The body as it came. */
  text: string;
  /** The body where it is JSON, else an empty object. */
  json: Fields;
}

export interface CallOptions {
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  raw?: string | Buffer;
  /** Gives the request up: the call rejects. */
  signal?: AbortSignal;
}

/**
 * A client of the API; paths begin with a slash. It follows no redirect and throws for no status, but for every answer
 * that is not as the API reference has it.
 */
export interface Api {
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  put(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  patch(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  delete(path: string, headers?: Record<string, string>): Promise<Answer>;
}

/** Makes clients of one server; `close` ends their connections. */
export function createClients(base: () => string): {
  api: (token?: string) => Api;
  close: () => Promise<void>;
} {
  const agent = new Agent();
  return {
    api: (token) => {
      const call = (method: string, path: string, options: CallOptions = {}) =>
        exchange(agent, `${base()}${path}`, method, token, options);
      return clientOf(call);
    },
    close: () => agent.destroy(),
  };
}

/** The same client, which sends these headers with each request, under those of the request. */
export function withHeaders({ call }: Api, headers: Record<string, string>): Api {
  const sent: Api["call"] = (method, path, options = {}) =>
    call(method, path, { ...options, headers: { ...headers, ...options.headers } });
  return clientOf(sent);
}

const clientOf = (call: Api["call"]): Api => ({
  call,
  get: (path, headers) => call("GET", path, { ...(headers && { headers }) }),
  post: (path, body, headers) => call("POST", path, { body, ...(headers && { headers }) }),
  put: (path, body, headers) => call("PUT", path, { body, ...(headers && { headers }) }),
  patch: (path, body, headers) => call("PATCH", path, { body, ...(headers && { headers }) }),
  delete: (path, headers) => call("DELETE", path, { ...(headers && { headers }) }),
});

async function exchange(
  dispatcher: Dispatcher,
  url: string,
  method: string,
  token: string | undefined,
  options: CallOptions,
): Promise<Answer> {
  const body = options.raw ?? (options.body === undefined ? null : JSON.stringify(options.body));
  const response = await request(url, {
    dispatcher,
    signal: options.signal ?? null,
    method: method as Dispatcher.HttpMethod,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== null && { "content-type": "application/json" }),
      ...options.headers,
    },
    body,
  });
  const text = await response.body.text();
  const type = String(response.headers["content-type"] ?? "");
  const parsed: unknown = /json/.test(type) && text !== "" ? JSON.parse(text) : undefined;
  const json = (parsed === undefined ? {} : parsed) as Fields;
  const answered = {
    status: response.statusCode,
    type: type === "" ? undefined : type,
    json: parsed,
  };
  const wrong = wrongAnswer(method, new URL(url).pathname, answered);
  if (wrong !== null) throw new Error(wrong);
  return { status: response.statusCode, headers: response.headers, text, json };
}
