import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Command } from "../fakes/command.ts";
import { Home } from "./home.ts";

let home: Home;
beforeEach(() => {
  home = new Home();
});
afterEach(() => home.remove());

/** The arguments of the two commands that a start prints, as they stand there. */
async function printedBy(start: Command): Promise<{ listen: string[]; simulate: string[] }> {
  const args = async (name: string) => (await start.said(new RegExp(`-- (${name} .*)$`))).split(" ");
  return { listen: await args("listen"), simulate: await args("simulate") };
}

const listening = /Listening on (http:\S+)/;

interface Settings {
  revision: number;
  leadUpdateCallbacks: { id: string; name: string; url: string; auth: object }[];
}

describe("the quick start", { timeout: 60_000 }, () => {
  it("shows verified deliveries with the two commands that a start prints", async () => {
    const { listen, simulate } = await printedBy(home.command(["start"]));
    const receiver = home.command([...listen, "--port", "0", "--json"]);
    await expect.poll(() => receiver.stderr.join("\n"), { timeout: 15_000 }).toMatch(listening);
    expect(receiver.stderr[0]).toMatch(
      /^Callback: added Callback 1 \([0-9a-f]{24}\) with this URL to the process$/,
    );

    const run = await home.run([...simulate, "--leads", "4", "--rate", "100", "--seed", "first"]);
    expect(run.code).toBe(0);
    const said = run.stdout.join("\n");
    const delivered = Number(/Deliveries: (\d+) delivered, 0 waiting, 0 failed/.exec(said)?.[1]);
    expect(delivered).toBeGreaterThan(0);
    expect(said).toMatch(/, 0 leads dropped/);

    receiver.signal("SIGINT");
    expect(await receiver.ended).toBe(0);
    const arrivals = receiver.stdout.map((line) => JSON.parse(line) as Record<string, unknown>);
    // Outcomes of updates are deliveries too.
    expect(arrivals).toHaveLength(delivered);
    for (const arrival of arrivals) {
      expect(arrival).toMatchObject({
        signature: { checked: true, valid: true },
        attempt: 1,
        duplicate: false,
        outOfOrder: false,
        answer: { status: 200 },
      });
    }
  });

  it("adds a callback once, and leaves the others and their secrets as they are", async () => {
    const start = home.command(["start"]);
    const { listen } = await printedBy(start);
    const url = await start.said(/is running at (\S+)/);
    const [processId, token] = [listen[2], listen[4]];
    const api = async (method: string, body?: object): Promise<Settings> => {
      const answer = await fetch(`${url}/api/v1/processes/${processId}/advanced-settings`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          "if-match": '"1"',
        },
        body: body === undefined ? null : JSON.stringify(body),
      });
      expect(answer.status).toBe(200);
      return (await answer.json()) as Settings;
    };
    const other = {
      name: "CRM",
      url: "https://crm.example.com/hook",
      auth: { type: "bearer", token: "a-token-of-the-crm" },
    };
    const [crm] = (await api("PUT", { leadUpdateCallbacks: [other] })).leadUpdateCallbacks;

    const first = home.command([...listen, "--port", "0"]);
    const port = new URL(await first.said(listening)).port;
    first.signal("SIGTERM");
    expect(await first.ended).toBe(0);
    const second = home.command([...listen, "--port", port]);
    await second.said(/^Callback: Callback 2 \([0-9a-f]{24}\) of the process has this URL already$/);

    const { revision, leadUpdateCallbacks } = await api("GET");
    expect(revision).toBe(3);
    expect(leadUpdateCallbacks).toEqual([
      crm,
      expect.objectContaining({ url: `http://127.0.0.1:${port}`, enabled: true }),
    ]);
    expect(crm?.auth).toEqual({ type: "bearer", token: { set: true, last4: "-crm" } });
  });

  it("says in one line why it cannot add one", async () => {
    const start = home.command(["start"]);
    const { listen } = await printedBy(start);
    const report = (await home.run(["token", "create", "--scope", "report"])).stdout[0] ?? "";
    const refused = await home.run([...listen.with(4, report), "--port", "0"]);
    expect(refused).toMatchObject({ code: 1, stdout: [] });
    expect(refused.stderr).toEqual([expect.stringMatching(/^error: .*403 This needs the scope manage/)]);
    const unknown = await home.run([...listen.with(2, "0".repeat(24)), "--port", "0"]);
    expect(unknown.stderr).toEqual([expect.stringMatching(/^error: .*404/)]);
    const tokenless = await home.run(["listen", "--process", "0".repeat(24)]);
    expect(tokenless.stderr).toEqual(["error: --process needs --token or RINGBACK_TOKEN, with scope manage"]);
  });
});
