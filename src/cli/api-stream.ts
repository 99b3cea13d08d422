import type { Readable } from "node:stream";
import { request } from "undici";
import { ApiProblem, NoAnswer } from "../client/index.ts";
import type { Schemas } from "../client/schema.ts";
import { version } from "../platform/version.ts";

/** How long an answer may stand still, ms. */
const idleMs = 60_000;

/**
 * One request whose answer is passed on as it comes, and so is the file that it carries. It is never sent again.
 *
 * @param signal ends the request, also when its file is sent and it waits for the answer
 * @throws ApiProblem, NoAnswer
 */
export async function streamOf(
  { url: base, token }: { url: URL; token: string },
  method: "GET" | "PUT",
  path: string,
  {
    query = {},
    file,
    signal,
  }: {
    query?: Readonly<Record<string, string>>;
    file?: { size: number; bytes: Readable };
    signal?: AbortSignal;
  } = {},
): Promise<Readable> {
  const url = new URL(path.slice(1), base.pathname.endsWith("/") ? base : `${base.href}/`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const headers = {
    authorization: `Bearer ${token}`,
    "user-agent": `ringback-cli/${version}`,
    ...(file !== undefined && { "content-type": "text/csv", "content-length": String(file.size) }),
  };
  const name = `${method} ${path}`;
  const limits = { headersTimeout: 0, bodyTimeout: idleMs, ...(signal !== undefined && { signal }) };
  const options = { method, headers, body: file?.bytes ?? null, ...limits };
  const answer = await request(url, options).catch((error: unknown) => {
    throw new NoAnswer(name, url.origin, idleMs, error);
  });
  if (answer.statusCode < 300) return answer.body;
  const problem = await answer.body.json().then(
    (body) => body as Schemas["Problem"],
    () => null,
  );
  throw new ApiProblem(name, { status: answer.statusCode, problem, retryAfterMs: null });
}
