import { afterEach, expect, it } from "vitest";
import { type FakeApi, type FakeApiOptions, startFakeApi } from "../../test/fakes/ringback-api.ts";
import { apiClient, explained } from "./api.ts";
import { CliError } from "./cli-error.ts";

const closing: FakeApi[] = [];
afterEach(async () => {
  for (const api of closing.splice(0)) await api.close();
});

async function start(options: Partial<FakeApiOptions> = {}): Promise<FakeApi> {
  const api = await startFakeApi({ processes: [], token: "rb_live_t", ...options });
  closing.push(api);
  return api;
}

/** What a command says where its request fails. */
const said = async ({ url }: { url: URL }): Promise<string> => {
  const work = apiClient({ url, token: "rb_live_t" }).get("/api/v1/processes");
  const error = await explained(work).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(CliError);
  return (error as CliError).message;
};

it("says in one line that nothing listens there", async () => {
  const api = await start();
  await closing.pop()?.close();
  const { origin, port } = api.url;
  expect(await said(api)).toBe(
    `cannot reach ${origin}: connection refused. Is Ringback running? (npm start)`,
  );
  expect(await said({ url: new URL(`http://localhost:${port}`) })).toMatch(
    /^cannot reach .*: connection refused/,
  );
});

it("says that the token was refused", async () => {
  const api = await start({ token: "another" });
  expect(await said(api)).toBe("the token was refused: 401 Unknown token. Check --token or RINGBACK_TOKEN.");
});

it("says that something else answers there", async () => {
  const api = await start({ fault: () => ({ status: 200, body: "<html>" }) });
  expect(await said(api)).toBe("GET /api/v1/processes: the answer is not JSON. Is --url Ringback's?");
});

it("says how long it would have to wait", async () => {
  const api = await start({ fault: () => ({ status: 429, retryAfter: "3600" }) });
  expect(await said(api)).toBe("GET /api/v1/processes: 429 as told; it asks to wait 3600 s");
});

it("leaves other errors alone", async () => {
  const bug = new TypeError("a bug");
  await expect(explained(Promise.reject(bug))).rejects.toBe(bug);
});
