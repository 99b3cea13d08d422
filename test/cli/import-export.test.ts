import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ExportOptions, exportList } from "../../src/cli/export.ts";
import { type ImportOptions, importLeads } from "../../src/cli/import.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { Sink } from "../fakes/sink.ts";
import { nextPhone, type TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let project: TestProject;
let processId: string;
const folder = mkdtempSync(join(tmpdir(), "ringback-csv-"));
beforeAll(async () => {
  server = await startTestServer();
  project = await server.project();
  processId = (await project.process({ name: "Loans" })).id;
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const fileOf = (name: string, lines: readonly string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
};

async function run(file: string, options: Partial<ImportOptions> = {}, stop = new AbortController()) {
  const out = new Sink();
  const given = { url: new URL(server.url), token: project.tokens.report, map: {}, init: true, ...options };
  const world = { clock: systemClock, signal: stop.signal, out, notes: new Sink().as(false) };
  const error = await importLeads(file, given, world).then(
    () => null,
    (thrown: Error) => thrown.message,
  );
  return { said: out.text.trimEnd().split("\n"), error };
}

async function exported(what: string, options: Partial<ExportOptions> = {}): Promise<string> {
  const out = new Sink();
  await exportList(what, { url: new URL(server.url), token: project.tokens.read, ...options }, out);
  return out.text;
}

describe("ringback import and export", () => {
  it("imports a file, says what was refused, and is an error then; a dry run stores nothing", async () => {
    const [a, b] = [nextPhone(), nextPhone()];
    const path = fileOf("leads.csv", ["Who,Handset,City", `Asha,${a},Pune`, `,${b},`, `Asha,${a},Pune`]);
    const map = { Who: "name", Handset: "phone" };
    const dry = await run(path, { map, dryRun: true });
    expect(dry.said[0]).toBe(`${path} into Loans: 3 rows, 1 would be imported, 1 there already, 1 refused`);
    expect(dry.error).toBe("1 row refused");
    const errors = join(folder, "errors.csv");
    const real = await run(path, { map, process: processId, errors });
    expect(real.said[0]).toBe(`${path} into Loans: 3 rows, 1 imported, 1 there already, 1 refused`);
    expect(readFileSync(errors, "utf8").split("\r\n").slice(1, 3)).toEqual([
      `3,Who,name or firstName is required,,'${b},`,
      `4,Handset,A call attempt has already been made to this phone number for this project,Asha,'${a},Pune`,
    ]);
    const again = await run(fileOf("again.csv", ["name,phone", `Asha,${a}`]));
    expect(again).toMatchObject({ error: null });
    expect(again.said[1]).toBe(
      "  row 2, phone: A call attempt has already been made to this phone number for this project",
    );
    expect(await exported("leads", { process: processId })).toMatch(/Asha,Asha,,'\+91\d{10},,,,/);
  });

  it("says why it could not", async () => {
    const file = fileOf("few.csv", ["name,phone", `A,${nextPhone()}`]);
    expect((await run(join(folder, "none.csv"))).error).toContain("there is no file");
    expect((await run(file, { token: project.tokens.read })).error).toContain("needs the scope report");
    const map = { Handset: "phone" };
    expect((await run(file, { map })).error).toBe("The file has no column Handset. It has: name, phone");
    const nowhere = { url: new URL("http://127.0.0.1:9") };
    expect((await run(file, nowhere)).error).toContain("cannot reach");
    await expect(exported("leads", { status: "failed" })).rejects.toThrow("--status is no filter of leads");
    await expect(exported("activities", { type: "x" })).rejects.toThrow("type");
  });

  it.each([
    ["while it sends the file", 20_000, 200],
    ["when all of the file is sent", 10_000, 1],
  ])("stops where it is interrupted %s, and says what is in", async (_when, count, length) => {
    const rows = Array.from({ length: count }, (_, n) => `Lead ${n},${nextPhone()},${"x".repeat(length)}`);
    const stop = new AbortController();
    const name = `${count}.csv`;
    const running = run(fileOf(name, ["name,phone,note", ...rows]), {}, stop);
    const imported = async (): Promise<number> => {
      const [newest] = (await project.api.get("/api/v1/imports?limit=1")).json.data;
      return newest?.fileName === name ? Number(newest.imported) : 0;
    };
    while ((await imported()) < 500) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    const { said, error } = await running;
    expect(error).toContain("cancelled; import the file again for the rest");
    const [, rowsIn, leads] =
      /: (\d+) rows, (\d+) imported, 0 there already, 0 refused$/.exec(said[0] ?? "") ?? [];
    expect(rowsIn).toBe(leads);
    expect([Number(leads) >= 500, Number(leads) < count]).toEqual([true, true]);
    expect(await imported()).toBe(Number(leads));
  });

  it("writes each list with its filters", async () => {
    const lead = await project.lead(processId, { referenceId: "X-1" });
    await project.callbacks(processId, [{ url: "http://127.0.0.1:9/a" }]);
    await project.report(lead._id, { disposition: "Interested" });
    const output = join(folder, "activities.csv");
    await exported("activities", { lead: lead._id, type: "call", output });
    expect(readFileSync(output, "utf8").trimEnd().split("\r\n")).toHaveLength(2);
    const deliveries = await exported("deliveries", { reference: "X-1", since: "2020-01-01T00:00:00Z" });
    expect(deliveries.trimEnd().split("\r\n")).toHaveLength(2);
  });
});
