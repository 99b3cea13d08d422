import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer, Fields } from "../support/api.ts";
import { runSql } from "../support/postgres-server.ts";
import { nextPhone } from "../support/project.ts";
import { slowUpload, type Upload } from "../support/slow-upload.ts";
import { Cluster, type Node } from "./cluster.ts";

/** Rows that are committed together. */
const batch = 250;
/** An import that nobody has heard of for so long is told as ended, ms. */
const lostAfterMs = 5 * 60_000;

let cluster: Cluster;
let a: Node;
let b: Node;
beforeAll(async () => {
  cluster = await Cluster.start();
  a = await cluster.node();
  b = await cluster.node();
}, 120_000);
afterAll(() => cluster?.remove(), 60_000);

/** Lines of a file from a row to another, each of a lead of its own. */
const header = "name,phone,ref\n";
const linesOf = (file: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `Lead ${n},${nextPhone()},${file}-${n}\n`);

const begin = async ({ api }: Node): Promise<string> =>
  (
    await api.post(`/api/v1/processes/${cluster.first.processId}/imports`, {
      columns: { ref: "referenceId" },
    })
  ).json.id;
const upload = ({ url }: Node, id: string): Upload =>
  slowUpload(url, `/api/v1/imports/${id}/file`, cluster.first.token ?? "");
const put = ({ api }: Node, id: string, file: string): Promise<Answer> =>
  api.call("PUT", `/api/v1/imports/${id}/file`, { raw: file, headers: { "content-type": "text/csv" } });
const read = async ({ api }: Node, id: string): Promise<Fields> =>
  (await api.get(`/api/v1/imports/${id}`)).json;
/** References of leads of a file that are stored, each as often as it is. */
const stored = async (file: string): Promise<string[]> => {
  const found = `select reference_id from leads where reference_id like '${file}-%'`;
  return (await runSql(cluster.postgres.url(), found)).map(({ reference_id }) => String(reference_id));
};
/** Waits until a node tells that so many rows went in. */
const imported = (node: Node, id: string, rows: number) =>
  expect.poll(async () => (await read(node, id)).imported, { timeout: 60_000 }).toBe(rows);
/** Lets nobody have heard of any import for longer than it takes. */
const letTimePass = () =>
  runSql(cluster.postgres.url(), `update imports set noted_at = noted_at - ${lostAfterMs}`);

describe("imports over two nodes", { timeout: 180_000 }, () => {
  it("are told by another node while they run, and stopped by it", async () => {
    const lines = linesOf("STOPPED", 3 * batch);
    const id = await begin(b);
    const file = upload(a, id);
    file.write(header + lines.slice(0, 2 * batch).join(""));
    file.write(lines[2 * batch] ?? "");
    await imported(b, id, 2 * batch);
    expect(await read(b, id)).toMatchObject({ status: "running", rows: 2 * batch, endedAt: null });
    expect((await b.api.post(`/api/v1/imports/${id}/cancel`)).json.status).toBe("cancelled");
    file.write(lines.slice(2 * batch + 1).join(""));
    for (let more = 0; more < 4; more += 1) file.write(linesOf("STOPPED-LATER", batch).join(""));
    const told = await file.end();
    // What it had in hand went in, and nothing after that.
    const { imported: count } = told;
    expect(count).toBeGreaterThanOrEqual(2 * batch);
    expect(count).toBeLessThanOrEqual(4 * batch);
    expect(told).toMatchObject({ status: "cancelled", rows: count, endedAt: expect.any(String) });
    expect(await read(b, id)).toEqual(told);
    expect(await stored("STOPPED")).toHaveLength(count as number);
  });

  it("say how far they came when their node is killed, and double nothing when they are repeated", async () => {
    const lines = linesOf("KILLED", 4 * batch);
    const amidst = linesOf("AMIDST", 40 * batch);
    const [id, cancelled, working] = [await begin(a), await begin(a), await begin(a)];
    const files = [id, cancelled, working].map((one) => upload(a, one));
    files[0]?.write(header + lines.slice(0, 2 * batch + 1).join(""));
    files[1]?.write(header + linesOf("CANCELLED", batch + 1).join(""));
    await imported(b, id, 2 * batch);
    await imported(b, cancelled, batch);
    await b.api.post(`/api/v1/imports/${cancelled}/cancel`);
    files[2]?.write(header + amidst.join(""));
    await expect.poll(async () => (await read(b, working)).imported, { timeout: 60_000 }).not.toBe(0);
    await a.process.kill();

    const counts = { rows: 2 * batch, imported: 2 * batch, existing: 0, failed: 0 };
    expect(await read(b, id)).toMatchObject({ status: "running", endedAt: null, ...counts });
    expect(await read(b, cancelled)).toMatchObject({ status: "cancelled", endedAt: null });
    await letTimePass();
    const error =
      "The server stopped in the midst of it. Import the file again: what is there already is told, not doubled";
    const ended = { endedAt: expect.any(String) };
    expect(await read(b, id)).toMatchObject({ status: "failed", error, ...counts, ...ended });
    expect(await read(b, cancelled)).toMatchObject({ status: "cancelled", error: null, ...ended });
    expect((await put(b, id, header)).status).toBe(409);
    expect((await stored("KILLED")).toSorted()).toEqual(references("KILLED", 2 * batch));

    const again = await put(b, await begin(b), header + lines.join(""));
    const same = { status: "done", rows: 4 * batch, imported: 2 * batch, existing: 2 * batch, failed: 0 };
    expect(again.json).toMatchObject(same);
    expect((await stored("KILLED")).toSorted()).toEqual(references("KILLED", 4 * batch));

    // Killed while it worked: it says no more than what went in, and at most the batch under way is untold.
    const told = (await read(b, working)).imported as number;
    const there = (await stored("AMIDST")).toSorted();
    expect(there.length).toBeLessThan(amidst.length);
    expect([told, told + batch]).toContain(there.length);
    expect(there).toEqual(references("AMIDST", there.length));
    const rest = await put(b, await begin(b), header + amidst.join(""));
    expect(rest.json).toMatchObject({ imported: amidst.length - there.length, existing: there.length });
    expect((await stored("AMIDST")).toSorted()).toEqual(references("AMIDST", amidst.length));
  });
});

const references = (file: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${file}-${n}`).toSorted();
