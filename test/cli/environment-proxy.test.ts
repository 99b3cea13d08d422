import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startReceiver } from "../fakes/receiver.ts";
import { Home } from "./home.ts";

let home: Home;
const closing: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  home = new Home();
});
afterEach(async () => {
  await home.remove();
  for (const close of closing.splice(0)) await close();
});

/** Something that accepts connections, counts them and says nothing. */
async function trap() {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, connections: () => connections };
}

describe("proxies of the environment", { timeout: 60_000 }, () => {
  it("are not asked, though Node itself is told to use them", async () => {
    const proxy = await trap();
    const receiver = await startReceiver();
    closing.push(receiver.close);
    const names = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    const proxies = Object.fromEntries(names.map((name) => [name, proxy.url]));
    const start = home.command(["start"], { ...proxies, NO_PROXY: "", NODE_USE_ENV_PROXY: "1" });
    const token = await start.said(/^API token {2}(rb_live_\S+)$/);
    const projectId = await start.said(/^Project {4}([0-9a-f]{24})$/);
    const processId = await start.said(/^Process {4}([0-9a-f]{24})$/);
    const url = await start.said(/is running at (http:\S+)$/);
    const call = async (method: string, path: string, body: object) => {
      const answer = await fetch(`${url}/api/v1/${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "if-match": '"1"' },
        body: JSON.stringify(body),
      });
      expect(answer.status).toBeLessThan(300);
      return answer.json() as Promise<{
        _id: string;
        success: boolean;
        leadUpdateCallbacks: { id: string }[];
      }>;
    };
    const saved = await call("PUT", `processes/${processId}/advanced-settings`, {
      leadUpdateCallbacks: [{ url: receiver.url }],
    });
    const tested = await call("POST", `callbacks/${saved.leadUpdateCallbacks[0]?.id}/test`, {});
    expect(tested.success).toBe(true);
    const lead = { projectId, processId, name: "Asha", phone: "+919876543210" };
    const { _id: leadId } = await call("POST", "leads/initiate", { lead });
    await call("POST", "activities", { leadId, type: "call", callStatus: "completed" });
    await receiver.waitFor(2, 15_000);
    expect(proxy.connections()).toBe(0);
  });
});
