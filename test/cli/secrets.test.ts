import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SecretBox } from "../../src/platform/crypto.ts";
import type { Command } from "../fakes/command.ts";
import { type Receiver, startReceiver } from "../fakes/receiver.ts";
import { Home } from "./home.ts";

let home: Home;
let receiver: Receiver;
beforeEach(async () => {
  home = new Home();
  receiver = await startReceiver();
});
afterEach(async () => {
  await home.remove();
  await receiver.close();
});

const before = { SECRET_KEY: "the key of before, of some length" };
const after = { SECRET_KEY: "the key of now, of some length too" };
const both = { ...after, SECRET_KEY_PREVIOUS: before.SECRET_KEY };

/** Every text of every table that was sealed with this key. */
function sealedWith({ SECRET_KEY }: { SECRET_KEY: string }): string[] {
  const { keyId } = new SecretBox(SECRET_KEY);
  const db = new DatabaseSync(home.file, { readOnly: true });
  const tables = db.prepare("select name from sqlite_schema where type = 'table'").all() as {
    name: string;
  }[];
  const values = tables.flatMap(({ name }) =>
    db
      .prepare(`select * from "${name}"`)
      .all()
      .flatMap((row) => Object.values(row)),
  );
  db.close();
  return values.filter(
    (value): value is string => typeof value === "string" && value.startsWith(`${keyId}.`),
  );
}

async function stop(server: Command): Promise<void> {
  server.signal("SIGTERM");
  expect(await server.ended).toBe(0);
}

describe("ringback secrets rotate", { timeout: 120_000 }, () => {
  it("changes SECRET_KEY under a server that goes on, and then the old one is needed no more", async () => {
    const first = home.command(["start"], before);
    const token = await first.said(/^API token {2}(rb_live_\S+)$/);
    const processId = await first.said(/^Process {4}([0-9a-f]{24})$/);
    let url = await first.said(/is running at (http:\S+)$/);
    const call = async (method: string, path: string, body?: object) => {
      const answer = await fetch(`${url}/api/v1/${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "if-match": '"1"' },
        body: body === undefined ? null : JSON.stringify(body),
      });
      expect(answer.status).toBe(200);
      return answer.json() as Promise<{
        leadUpdateCallbacks: { id: string }[];
        secret: string;
        success: boolean;
      }>;
    };
    const saved = await call("PUT", `processes/${processId}/advanced-settings`, {
      leadUpdateCallbacks: [
        { url: `${receiver.url}/a`, auth: { type: "bearer", token: "a-token-of-the-receiver" } },
        {
          url: `${receiver.url}/b`,
          auth: { type: "header", key: "X-Key", value: "a-value-of-the-receiver" },
        },
      ],
    });
    const ids = saved.leadUpdateCallbacks.map(({ id }) => id);
    await call("POST", `callbacks/${ids[0]}/secret/rotate`, { overlapHours: 24 });
    const shown = () => Promise.all(ids.map((id) => call("GET", `callbacks/${id}/secret`)));
    const secrets = await shown();
    const works = async () => {
      const from = receiver.requests.length;
      for (const id of ids) expect((await call("POST", `callbacks/${id}/test`, {})).success).toBe(true);
      const sent = receiver.requests.slice(from);
      expect(sent[0]?.headers.authorization).toBe("Bearer a-token-of-the-receiver");
      expect(sent[1]?.headers["x-key"]).toBe("a-value-of-the-receiver");
      expect(await shown()).toEqual(secrets);
    };
    await works();
    await stop(first);
    expect(sealedWith(before)).toHaveLength(5);

    // The new key alone opens nothing, and the command does not begin what it cannot end.
    expect(await home.run(["start"], after)).toMatchObject({ code: 78 });
    const refused = await home.run(["secrets", "rotate"], after);
    expect(refused.code).toBe(1);
    expect(refused.stderr.join("\n")).toMatch(/\(5 of them\)/);
    expect(sealedWith(before)).toHaveLength(5);

    const second = home.command(["start"], both);
    url = await second.said(/is running at (http:\S+)$/);
    await works();
    const doctor = await home.run(["doctor"], both);
    expect(doctor.stdout).toContain(
      "! 5 stored secret(s) still need SECRET_KEY_PREVIOUS: run `ringback secrets rotate`",
    );
    const rotated = await home.run(["secrets", "rotate"], both);
    expect(rotated).toMatchObject({
      code: 0,
      stdout: ["Sealed 5 stored secret(s) with SECRET_KEY. SECRET_KEY_PREVIOUS is needed no more."],
    });
    await works();
    await stop(second);
    expect(sealedWith(before)).toEqual([]);
    expect(sealedWith(after)).toHaveLength(5);
    expect((await home.run(["secrets", "rotate"], both)).stdout).toEqual([
      "Every stored secret is sealed with SECRET_KEY already.",
    ]);

    expect(await home.run(["start"], before)).toMatchObject({ code: 78 });
    const third = home.command(["start"], after);
    url = await third.said(/is running at (http:\S+)$/);
    await works();
    await stop(third);
    for (const key of [before.SECRET_KEY, after.SECRET_KEY]) {
      for (const said of [first, second, third]) expect(said.output).not.toContain(key);
      expect(readFileSync(home.file).includes(key)).toBe(false);
    }
  });
});
