import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Answer, Fields } from "../support/api.ts";
import { expectProblem, expectWrongFields } from "../support/problem.ts";
import { nextPhone, type TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { slowUpload } from "../support/slow-upload.ts";

let server: TestServer;
let project: TestProject;
let processId: string;
beforeAll(async () => {
  // The smallest limit of duplicates: an import must not touch it.
  server = await startTestServer({ env: { DUPLICATE_LIMIT: "1" } });
  project = await server.project();
  processId = (await project.process()).id;
});
afterAll(() => server.stop());

interface Counts {
  rows: number;
  imported: number;
  existing: number;
  failed: number;
}
const countsOf = (json: Fields): Counts => {
  const { rows, imported, existing, failed } = json as unknown as Counts;
  return { rows, imported, existing, failed };
};

const begin = async (fields: Record<string, unknown> = {}, id = processId): Promise<Fields> => {
  const answer = await project.api.post(`/api/v1/processes/${id}/imports`, fields);
  expect(answer.status, answer.text).toBe(201);
  return answer.json;
};
const put = (id: string, file: string | Buffer, headers = { "content-type": "text/csv" }): Promise<Answer> =>
  project.as("report").call("PUT", `/api/v1/imports/${id}/file`, { raw: file, headers });

/** Imports a file and says what became of it. */
async function take(file: string | Buffer, fields: Record<string, unknown> = {}): Promise<Fields> {
  const answer = await put((await begin(fields)).id, file);
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
}

const leadsNamed = async (q: string): Promise<Fields[]> =>
  (await project.api.get(`/api/v1/leads?q=${encodeURIComponent(q)}`)).json.data;

describe("an import of leads", () => {
  it("makes a lead of each row by the rules of the API, and tells the others with their own cells", async () => {
    const [first, second] = [nextPhone(), nextPhone()];
    const file = [
      "Full Name,Mobile No,E-mail,Ref,City,Notes",
      `Asha Verma,${first},Asha@Example.com,CSV-1,Pune,"likes ""tea"", and\nlong notes"`,
      "",
      `Ravi,98 76x,,CSV-2,,`,
      `,${second},wrong,CSV-3,,=1+1`,
      "Rhea,9999999999,,CSV-4,,",
      `Again,${first},,CSV-5,,`,
      `Many,${second},,CSV-6,a,b,c`,
      `Short,${second}`,
    ].join("\r\n");
    const rehearsed = await take(file, { dryRun: true, fileName: "leads.csv" });
    expect(await leadsNamed("CSV-1")).toEqual([]);
    const done = await take(file, { fileName: "leads.csv" });
    const { id: _, createdAt: __, endedAt: ___, dryRun, ...same } = rehearsed;
    expect(done).toMatchObject(same);
    expect([dryRun, done.dryRun]).toEqual([true, false]);

    expect(done).toMatchObject({ status: "done", error: null, processId, fileName: "leads.csv" });
    expect(countsOf(done)).toEqual({ rows: 7, imported: 2, existing: 1, failed: 4 });
    expect(done.columns).toEqual([
      { name: "Full Name", target: "name" },
      { name: "Mobile No", target: "phone" },
      { name: "E-mail", target: "email" },
      { name: "Ref", target: "referenceId" },
      { name: "City", target: "metadata.City" },
      { name: "Notes", target: "metadata.Notes" },
    ]);
    const taken = "A call attempt has already been made to this phone number for this project";
    expect(done.errors.map(({ row, column, error, existing }) => [row, column, error, existing])).toEqual([
      [4, "Mobile No", expect.stringContaining('"98 76x" is not a possible phone number'), false],
      [5, "E-mail, Full Name", "is not an email address; name or firstName is required", false],
      [6, "Mobile No", "Phone number contains repeating digits pattern", false],
      [7, "Mobile No", taken, true],
      [8, null, "has 7 cells, the header 6", false],
    ]);
    const [lead] = await leadsNamed("CSV-1");
    expect(lead).toMatchObject({
      name: "Asha Verma",
      firstName: "Asha",
      phone: first,
      email: "asha@example.com",
      currentState: "make_first_call",
      metadata: { City: "Pune", Notes: 'likes "tea", and\nlong notes' },
    });

    const errors = await project.as("read").get(`/api/v1/imports/${done.id}/errors.csv`);
    expect(errors.headers["content-disposition"]).toBe('attachment; filename="errors.csv"');
    const lines = errors.text.trimEnd().split("\r\n");
    expect(lines[0]).toBe("row,column,error,Full Name,Mobile No,E-mail,Ref,City,Notes");
    expect(lines[2]).toContain(`,'${second},wrong,CSV-3,,'=1+1`);

    // Again: nothing is doubled, and the token is not blocked by what is there already.
    const again = await take(file);
    expect(countsOf(again)).toEqual({ rows: 7, imported: 0, existing: 3, failed: 4 });
    expect((await project.api.get(`/api/v1/imports/${again.id}`)).json.errors).toEqual(again.errors);
    const leads = [{ projectId: project.id, processId, name: "B", phone: nextPhone() }];
    const bulk = await project.api.post("/api/v1/leads/bulk/initiate", { leads });
    expect(bulk.json.errors).toEqual([]);

    // What was refused can be mended and imported as it is.
    const mended = errors.text.replaceAll("98 76x", nextPhone()).replace(/\r\n5,.*/s, "\r\n");
    expect(countsOf(await take(mended))).toEqual({ rows: 1, imported: 1, existing: 0, failed: 0 });
  });

  it("finds in a dry run what earlier rows of the file would have taken, as the import does", async () => {
    const phone = nextPhone();
    const rows = Array.from({ length: 300 }, (_, n) => `Lead ${n},${n === 0 ? phone : nextPhone()},,`);
    const first = `A,${nextPhone()},first@example.com,FIRST`;
    const later = [`B,${phone},,`, `C,${nextPhone()},First@Example.com,`, `D,${nextPhone()},,FIRST`];
    const file = ["name,phone,email,reference", first, ...rows, ...later].join("\n");
    const rehearsed = await take(file, { dryRun: true });
    expect(countsOf(rehearsed)).toEqual({ rows: 304, imported: 301, existing: 3, failed: 0 });
    const done = await take(file);
    expect([countsOf(done), done.errors]).toEqual([countsOf(rehearsed), rehearsed.errors]);
  });

  it("takes columns as they are said, and leaves leads without a state with init: false", async () => {
    const columns = { Who: "name", Handset: "phone", Row: "metadata.source row", Mobile: "" };
    const phone = nextPhone();
    const done = await take(`Who;Handset;Row;Mobile\nDevi;${phone};7;000\n`, { columns, init: false });
    expect(countsOf(done)).toEqual({ rows: 1, imported: 1, existing: 0, failed: 0 });
    const [lead] = await leadsNamed(phone);
    expect([lead?.currentState, lead?.metadata]).toEqual([null, { "source row": "7" }]);
    const wrong = { Who: "phon", Handset: "metadata." };
    const answer = await project.api.post(`/api/v1/processes/${processId}/imports`, { columns: wrong });
    expectWrongFields(answer, ["columns.Who", "columns.Handset"]);
  });

  it.each([
    ["no file", "", "The file is empty"],
    ["no phone", "name,city\nA,B\n", "No column is the phone or the email of a lead"],
    ["no name", "phone,city\n1,B\n", "No column is the name of a lead"],
    [
      "a column that is not there",
      "name,mobile\nA,1\n",
      "The file has no column phone. It has: name, mobile",
    ],
    ["two for one", "name,mobile,phone\nA,1,2\n", "mobile and phone are both to be phone"],
  ])("refuses a file with %s at once", async (what, file, error) => {
    const columns: Record<string, string> = what.startsWith("a col") ? { phone: "phone" } : {};
    if (what.startsWith("two")) Object.assign(columns, { mobile: "phone", phone: "phone" });
    const done = await take(file, { columns });
    expect(done).toMatchObject({ status: "failed", error, rows: 0, imported: 0 });
  });

  it("says how far it came where the rest of the file cannot be read", async () => {
    const rows = Array.from({ length: 600 }, (_, n) => `Lead ${n},${nextPhone()}`).join("\n");
    const bytes = Buffer.concat([Buffer.from(`name,phone\n${rows}\n`), Buffer.from([0xff, 0xfe, 0x0a])]);
    const broken = await take(Buffer.concat([bytes, Buffer.alloc(200_000, "x")]));
    expect(broken).toMatchObject({
      status: "failed",
      error: "The file is not UTF-8: save it as “CSV UTF-8”",
      imported: broken.rows,
    });
    const open = await take(`name,phone\nA,${nextPhone()}\n"B,1\n`);
    expect(open).toMatchObject({ status: "failed", error: "Row 3 opens a quote that is never closed" });
  });

  it("can be cancelled, and says what was imported until then", async () => {
    const { id } = await begin();
    const request = slowUpload(server.url, `/api/v1/imports/${id}/file`, project.tokens.manage);
    request.write("name,phone\n");
    for (let n = 0; n < 300; n += 1) request.write(`Lead ${n},${nextPhone()}\n`);
    const path = `/api/v1/imports/${id}`;
    await vi.waitFor(async () => expect((await project.api.get(path)).json.imported).toBe(250), 10_000);
    const told = await project.api.post(`${path}/cancel`);
    expect([told.json.status, told.json.endedAt]).toEqual(["cancelled", null]);
    for (let n = 0; n < 300; n += 1) request.write(`More ${n},${nextPhone()}\n`);
    const answer = await request.end();
    expect(answer).toMatchObject({ status: "cancelled", imported: 500, rows: 500 });
    expect((await project.api.get(path)).json.endedAt).not.toBeNull();
    expectProblem(await put(id, "x"), 409, "This import has had its file: begin another");
  });

  it("ends where its upload breaks off", async () => {
    const { id } = await begin();
    const request = slowUpload(server.url, `/api/v1/imports/${id}/file`, project.tokens.manage);
    request.write("name,phone\n");
    for (let n = 0; n < 300; n += 1) request.write(`Lead ${n},${nextPhone()}\n`);
    const path = `/api/v1/imports/${id}`;
    await vi.waitFor(async () => expect((await project.api.get(path)).json.imported).toBe(250), 10_000);
    request.destroy();
    const error = "The upload broke off: import the file again";
    await vi.waitFor(async () => {
      expect((await project.api.get(path)).json).toMatchObject({ status: "failed", error, imported: 250 });
    }, 10_000);
  });

  it("ends where the server is stopped, which does not wait for the file", async () => {
    const own = await startTestServer();
    const theirs = await own.project();
    const { id: of } = await theirs.process();
    const { id } = (await theirs.api.post(`/api/v1/processes/${of}/imports`, {})).json;
    const request = slowUpload(own.url, `/api/v1/imports/${id}/file`, theirs.tokens.manage);
    request.write("name,phone\n");
    for (let n = 0; n < 300; n += 1) request.write(`Lead ${n},${nextPhone()}\n`);
    await vi.waitFor(async () => {
      expect((await theirs.api.get(`/api/v1/imports/${id}`)).json.imported).toBe(250);
    }, 10_000);
    await own.stop({ keep: true });
    request.destroy();
    const again = await startTestServer({ file: own.file });
    const found = (await again.api(theirs.tokens.read).get(`/api/v1/imports/${id}`)).json;
    const error = "The server was stopped: import the file again";
    expect(found).toMatchObject({ status: "failed", error, imported: 250 });
    await again.stop();
  });

  it("is for tokens that report, for files of its type and size, and for processes that take leads", async () => {
    const path = `/api/v1/processes/${processId}/imports`;
    expectProblem(
      await project.as("read").post(path, {}),
      403,
      "This needs the scope report; the token has read",
    );
    const { id } = await begin();
    expectProblem(
      await put(id, "{}", { "content-type": "application/json" }),
      415,
      "Send the body as text/csv",
    );
    expectProblem(await put(id, "x", { "content-type": "text/plain" }), 415, "Send the body as text/csv");
    const large = { "content-type": "text/csv", "content-encoding": "gzip" };
    expectProblem(await put(id, "x", large), 415, "Send the body without a Content-Encoding");
    const other = await project.api.call("POST", "/api/v1/leads/initiate", {
      raw: "a,b",
      headers: { "content-type": "text/csv" },
    });
    expectProblem(other, 415, "Send the body as application/json");
    const { id: archived } = await project.process();
    await project.api.delete(`/api/v1/processes/${archived}`);
    const text = "This process is archived and accepts nothing: restore it first";
    expectProblem(await project.api.post(`/api/v1/processes/${archived}/imports`, {}), 409, text);
  });

  it("takes 100,000 rows within bounded memory", { timeout: 180_000 }, async () => {
    const { id } = await begin({ dryRun: false });
    const request = slowUpload(server.url, `/api/v1/imports/${id}/file`, project.tokens.manage);
    request.write("name,phone,referenceId,city,note\n");
    const padding = "x".repeat(120);
    let most = 0;
    for (let n = 0; n < 100_000; n += 1) {
      const more = request.write(`Lead ${n},+91${7_000_000_000 + n},BIG-${n},Pune,${padding}\n`);
      if (more) continue;
      most = Math.max(most, process.memoryUsage().arrayBuffers);
      await request.drained();
    }
    const answer = await request.end();
    expect(countsOf(answer)).toEqual({ rows: 100_000, imported: 100_000, existing: 0, failed: 0 });
    // The file has 16 MB, of which most was never here at the same time.
    expect(most).toBeLessThan(12 * 1024 * 1024);
  });
});
