import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSignInToken } from "../../src/cli/first-run.ts";
import { expectWrongFields } from "../support/problem.ts";
import type { TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let project: TestProject;
beforeAll(async () => {
  server = await startTestServer();
  project = await server.project();
});
afterAll(() => server.stop());

const path = "/api/v1/deliveries.csv";

describe("GET /api/v1/deliveries.csv", () => {
  it("has every delivery that the filters let through, and nothing that a spreadsheet would run", async () => {
    const { id: processId } = await project.process({ name: '=Plan, "A"' });
    const urls = [{ url: "http://127.0.0.1:9/a", name: "@CRM" }];
    const [callback] = await project.callbacks(processId, urls);
    await project.api.post(`/api/v1/callbacks/${callback?.id}/pause`);
    const names = ["-आशा", "Ravi\nKumar"];
    for (const name of names) {
      const lead = await project.lead(processId, { name });
      await project.report(lead._id, { disposition: "Interested" });
    }
    // More than one page of what is read at a time.
    const many = await project.lead(processId, { referenceId: "+1" });
    const activities = Array.from({ length: 250 }, () => ({
      leadId: many._id,
      type: "call",
      callStatus: "completed",
    }));
    expect((await project.api.post("/api/v1/activities", { activities })).status).toBe(201);

    const all = await project.as("read").get(`${path}?processId=${processId}`);
    expect(all.status).toBe(200);
    expect(all.headers["content-type"]).toBe("text/csv; charset=utf-8");
    expect(all.headers["content-disposition"]).toBe('attachment; filename="deliveries.csv"');
    expect(all.text.startsWith("id,createdAt,endedAt,status,")).toBe(true);
    // Reading as text took the mark away that tells spreadsheets that this is UTF-8.
    const authorization = `Bearer ${project.tokens.read}`;
    const bytes = await (await fetch(`${server.url}${path}?limit=1`, { headers: { authorization } })).bytes();
    expect([...bytes.subarray(0, 5)]).toEqual([0xef, 0xbb, 0xbf, 0x69, 0x64]);
    const lines = all.text.trimEnd().split("\r\n");
    expect(lines).toHaveLength(1 + 2 + 250);
    expect(new Set(lines.map((line) => line.slice(0, 24))).size).toBe(253);
    expect(lines.at(-1)).toContain(`,'@CRM,${processId},"'=Plan, ""A""",`);
    expect(lines.at(-1)).toContain(",'-आशा,");
    expect(lines.at(-2)).toContain(',"Ravi\nKumar",');
    expect(lines[1]).toContain(`,held,activity,${callback?.id},`);
    expect(lines[1]).toContain(",'+1,");

    const some = (await project.api.get(`${path}?processId=${processId}&status=waiting&q=ravi`)).text;
    expect(some.trimEnd().split("\r\n")).toHaveLength(2);
    const none = (await project.api.get(`${path}?processId=${processId}&status=failed`)).text;
    expect(none.trimEnd().split("\r\n")).toHaveLength(1);
  });

  it("is refused like the list, and can be downloaded by a page", async () => {
    expectWrongFields(await project.api.get(`${path}?status=open&since=now`), ["status", "since"]);
    expect((await server.api().get(path)).status).toBe(401);
    const signedIn = await server.api().get(`/sign-in?token=${await createSignInToken(server.store)}`);
    const cookie = String(signedIn.headers["set-cookie"]).split(";")[0] ?? "";
    const own = await server.api().get(`${path}?project=${project.id}`, { cookie });
    expect([own.status, own.text.split("\r\n").length > 200]).toEqual([200, true]);
    const other = await server.project();
    const theirs = await server.api().get(`${path}?project=${other.id}`, { cookie });
    expect(theirs.text.trimEnd().split("\r\n")).toHaveLength(1);
  });
});
