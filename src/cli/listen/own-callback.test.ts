import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import type { Schemas } from "../../client/index.ts";
import { apiClient } from "../api.ts";
import { ensureCallback } from "./own-callback.ts";

/** As much of the section as is read here. */
interface AdvancedSettings {
  revision: number;
  leadUpdateCallbacks: Pick<Schemas["Callback"], "id" | "name" | "enabled" | "url" | "state">[];
}

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server of Advanced Settings that somebody else saves `others` times, each time between a GET and its PUT. */
async function settingsServer(settings: AdvancedSettings, others: number) {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    requests.push(`${request.method} ${request.headers["if-match"] ?? ""}`.trim());
    if (request.method === "PUT") {
      const body = (await json(request)) as AdvancedSettings;
      if (others > 0) {
        others -= 1;
        settings.revision += 1;
        settings.leadUpdateCallbacks.push(callbackOf(`https://${settings.revision}.example.com/`));
      }
      if (request.headers["if-match"] !== `"${settings.revision}"`) {
        response.writeHead(409).end(JSON.stringify({ detail: "someone else saved first" }));
        return;
      }
      settings.revision += 1;
      settings.leadUpdateCallbacks = body.leadUpdateCallbacks.map((callback) => ({
        ...callbackOf(callback.url),
        ...callback,
      }));
    }
    response.end(JSON.stringify(settings));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return { api: apiClient({ url, token: "t" }), requests };
}

const callbackOf = (url: string) => ({
  id: `id of ${url}`,
  name: "Callback",
  enabled: true,
  url,
  state: "active" as const,
});

describe("ensureCallback", () => {
  it("tries once more where somebody saved meanwhile, and keeps what they saved", async () => {
    const settings = { revision: 7, leadUpdateCallbacks: [callbackOf("https://a.example.com/")] };
    const { api, requests } = await settingsServer(settings, 1);
    const { id } = await ensureCallback(api, "p", "http://127.0.0.1:4000");
    expect(id).toBe("id of http://127.0.0.1:4000");
    expect(requests).toEqual(["GET", 'PUT "7"', "GET", 'PUT "8"']);
    expect(settings.leadUpdateCallbacks.map(({ url }) => url)).toEqual([
      "https://a.example.com/",
      "https://8.example.com/",
      "http://127.0.0.1:4000",
    ]);
  });

  it("gives up where they save again", async () => {
    const { api, requests } = await settingsServer({ revision: 1, leadUpdateCallbacks: [] }, 9);
    await expect(ensureCallback(api, "p", "http://127.0.0.1:4000")).rejects.toMatchObject({ status: 409 });
    expect(requests).toHaveLength(4);
  });

  it.each([
    [{ enabled: false }, /but it is disabled: nothing is sent to it/],
    [{ state: "paused" as const }, /but it is paused: nothing is sent to it/],
    [{ url: "http://127.0.0.1:4000/" }, /has this URL already$/],
  ])("takes the one that is there, %j, and changes nothing", async (fields, words) => {
    const there = { ...callbackOf("http://127.0.0.1:4000"), ...fields };
    const { api, requests } = await settingsServer({ revision: 1, leadUpdateCallbacks: [there] }, 0);
    expect((await ensureCallback(api, "p", "http://127.0.0.1:4000")).said).toMatch(words);
    expect(requests).toEqual(["GET"]);
  });

  it.each([
    ["http://0.0.0.0:4000", "http://127.0.0.1:4000"],
    ["http://[::]:4000", "http://[::1]:4000"],
  ])("gives %s the URL %s, which can be dialled", async (listens, url) => {
    const settings: AdvancedSettings = { revision: 1, leadUpdateCallbacks: [] };
    const { api } = await settingsServer(settings, 0);
    await ensureCallback(api, "p", listens);
    expect(settings.leadUpdateCallbacks).toMatchObject([{ url }]);
  });
});
