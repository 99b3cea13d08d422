import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectWrongFields } from "../support/problem.ts";
import { nextPhone, type TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let project: TestProject;
beforeAll(async () => {
  server = await startTestServer();
  project = await server.project();
});
afterAll(() => server.stop());

const linesOf = (text: string): string[] => text.trimEnd().split("\r\n");

/** Leads of a process, but for what the server says itself. */
async function leadsOf(of: TestProject, processId: string) {
  const { data } = (await of.api.get(`/api/v1/leads?processId=${processId}&limit=200`)).json;
  return data
    .map(({ name, firstName, lastName, phone, email, referenceId, groupId, metadata }) => ({
      ...{ name, firstName, lastName, phone, email, referenceId, groupId, metadata },
    }))
    .sort((a, b) => String(a.referenceId).localeCompare(String(b.referenceId)));
}

describe("GET /api/v1/leads.csv", () => {
  it("is imported elsewhere as it is, and gives the same leads", async () => {
    const { id: processId } = await project.process();
    const names = ["=1+1", "'=1+1", "''@a", '-आशा, "A"', "+91", "\tTab", "Two\nlines", "@SUM(A1)", "'plain'"];
    for (const [n, name] of names.entries()) {
      const metadata = n % 2 === 0 ? {} : { score: n, "a,b": ["=x", null], [name]: "'=" };
      await project.lead(processId, { name, referenceId: `=R${n}`, groupId: `g${n}`, metadata });
    }
    await project.lead(processId, { phone: "", email: "plus+sign@example.com", lastName: "Last" });
    const file = await project.as("read").get(`/api/v1/leads.csv?processId=${processId}`);
    expect([file.status, file.headers["content-type"]]).toEqual([200, "text/csv; charset=utf-8"]);
    expect(file.headers["content-disposition"]).toBe('attachment; filename="leads.csv"');
    // Nothing that a spreadsheet runs stands at the beginning of a cell.
    expect(file.text).not.toMatch(/(?:^|[\n,]"?)[=+\-@\t]/);

    const other = await server.project();
    const { id: target } = await other.process();
    const { id } = (await other.api.post(`/api/v1/processes/${target}/imports`, {})).json;
    const headers = { "content-type": "text/csv" };
    const taken = await other.api.call("PUT", `/api/v1/imports/${id}/file`, { raw: file.text, headers });
    expect(taken.json).toMatchObject({ rows: 10, imported: 10, errors: [] });
    expect(await leadsOf(other, target)).toEqual(await leadsOf(project, processId));
  });

  it("has what the filters let through, page by page, masked where asked", async () => {
    const { id: processId } = await project.process();
    const leads = Array.from({ length: 250 }, (_, n) => ({
      projectId: project.id,
      processId,
      name: `Lead ${n}`,
      phone: nextPhone(),
      referenceId: `F${n}`,
    }));
    await project.api.post("/api/v1/leads/bulk/initiate", { leads });
    const path = `/api/v1/leads.csv?processId=${processId}`;
    const all = linesOf((await project.api.get(path)).text);
    expect([all.length, new Set(all).size]).toEqual([251, 251]);
    expect(linesOf((await project.api.get(`${path}&updatedSince=2020-01-01T00:00:00Z`)).text)).toHaveLength(
      251,
    );
    const one = linesOf((await project.api.get(`${path}&q=F249&masked=true`)).text);
    expect(one).toHaveLength(2);
    expect(one[1]).toMatch(/,Lead 249,Lead,249,'\+\*{8}\d{4},,F249,/);
    expect(linesOf((await project.api.get(`${path}&state=none`)).text)).toHaveLength(1);
    expectWrongFields(await project.api.get(`${path}&masked=maybe`), ["masked"]);
    expect((await server.api().get(path)).status).toBe(401);
  });
});

describe("GET /api/v1/activities.csv", () => {
  it("has the activities of the filters, what was reported as JSON", async () => {
    const { id: processId } = await project.process();
    const lead = await project.lead(processId, { referenceId: "@ref" });
    const said = { summary: "=cmd|' /C calc'!A0", disposition: "Interested", result: { a: [1] } };
    await project.report(lead._id, { ...said, connected: true, transcript: [{ role: "agent", text: "Hi" }] });
    for (let n = 0; n < 60; n += 1) await project.report(lead._id, { type: "note", callStatus: null });
    const path = `/api/v1/activities.csv?leadId=${lead._id}`;
    const all = linesOf((await project.as("read").get(path)).text);
    expect(all).toHaveLength(62);
    const calls = linesOf((await project.api.get(`${path}&type=call`)).text);
    expect(calls[0]).toMatch(/^id,recordedAt,leadId,referenceId,processId,sequence,type,callStatus,/);
    expect(calls).toHaveLength(2);
    expect(calls[1]).toContain(`,${lead._id},'@ref,${processId},1,call,completed,true,outbound,`);
    expect(calls[1]).toContain(",Interested,make_first_call,interested,'=cmd|' /C calc'!A0,");
    expect(calls[1]).toContain(',"[{""role"":""agent"",""text"":""Hi""}]",,"{""a"":[1]}"');
    expect(
      linesOf((await project.api.get(`/api/v1/activities.csv?processId=${processId}`)).text),
    ).toHaveLength(62);
    expectWrongFields(await project.api.get(`${path}&type=x`), ["type"]);
  });
});
