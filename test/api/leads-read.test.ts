import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FakeClock } from "../fakes/clock.ts";
import type { Fields } from "../support/api.ts";
import { expectProblem, expectWrongFields, unknownId } from "../support/problem.ts";
import { nextPhone, type TestProject } from "../support/project.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const clock = new FakeClock();
let server: TestServer;
let project: TestProject;
let process: Fields;
beforeAll(async () => {
  server = await startTestServer({ clock });
  project = await server.project();
  process = await project.process();
});
afterAll(() => server.stop());

describe("GET /api/v1/leads/get", () => {
  const get = (query: string) => project.as("read").get(`/api/v1/leads/get?${query}`);

  it("answers the lead with its activities, newest first", async () => {
    const lead = await project.lead(process.id, { email: "asha@example.com", referenceId: "G-1" });
    const first = await project.report(lead._id);
    const second = await project.report(lead._id, { disposition: "Interested" });
    const { json } = await get(`leadId=${lead._id}`);
    const { success, updatedAt, ...same } = lead;
    expect(json.success).toBe(success);
    expect(json.data).toMatchObject({
      ...same,
      currentState: "interested",
      lastDisposition: "Interested",
    });
    expect(json.data.activities.map(({ id }) => id)).toEqual([second.id, first.id]);
  });

  it("finds it by reference", async () => {
    const by = `referenceId=G-1&projectId=${project.id}&processId=${process.id}`;
    expect((await get(by)).json.data.referenceId).toBe("G-1");
    const text = "projectId and processId are required when using referenceId";
    expectProblem(await get("referenceId=G-1"), 400, text);
    expectProblem(await get(`referenceId=G-1&processId=${process.id}`), 400, text);
    expectProblem(await get(""), 400, "Either leadId or referenceId is required");
    expectProblem(
      await get(`referenceId=G-1&projectId=${unknownId}&processId=${process.id}`),
      403,
      "projectId does not match authenticated project",
    );
    expectProblem(
      await get(`referenceId=G-9&projectId=${project.id}&processId=${process.id}`),
      404,
      "Lead with referenceId G-9 not found",
    );
    expectProblem(await get(`leadId=${unknownId}`), 404, `Lead with ID ${unknownId} not found`);
  });

  it("masks phone and email", async () => {
    const lead = await project.lead(process.id, { phone: "+919876512345", email: "asha.verma@example.com" });
    expect((await get(`leadId=${lead._id}&masked=true`)).json.data).toMatchObject({
      phone: "+********2345",
      email: "a*********@example.com",
    });
    expect((await get(`leadId=${lead._id}&masked=false`)).json.data.phone).toBe("+919876512345");
    const bare = await project.lead(process.id, { phone: undefined, email: "b@example.com" });
    expect((await get(`leadId=${bare._id}&masked=true`)).json.data).toMatchObject({
      phone: null,
      email: "b@example.com",
    });
  });
});

describe("GET /api/v1/leads", () => {
  const list = async (query: string) => (await project.as("read").get(`/api/v1/leads?${query}`)).json;
  const ids = async (query: string) => (await list(query)).data.map(({ _id }) => _id);

  it("pages newest first, each lead once", async () => {
    const own = await project.process();
    const made: string[] = [];
    for (let n = 0; n < 7; n += 1) made.unshift((await project.lead(own.id))._id);
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: Fields = await list(`processId=${own.id}&limit=3${cursor && `&cursor=${cursor}`}`);
      expect(page.data.length).toBeLessThanOrEqual(3);
      seen.push(...page.data.map(({ _id }) => _id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(made);
  });

  it("filters by state, disposition, incoming and text", async () => {
    const own = await project.process();
    const [plain, called, asha] = [
      await project.lead(own.id, { name: "Ravi" }),
      await project.lead(own.id, { name: "Meera", referenceId: "Z-77" }),
      await project.lead(own.id, { name: "Asha Verma", email: "asha.z@example.com" }),
    ];
    await project.report(called._id, { disposition: "Not Interested" });
    await project.report(asha._id, { direction: "inbound" });
    const of = `processId=${own.id}`;
    expect(await ids(of)).toEqual([asha._id, called._id, plain._id]);
    expect(await ids(`${of}&state=not_interested`)).toEqual([called._id]);
    expect(await ids(`${of}&state=make_first_call`)).toEqual([asha._id, plain._id]);
    expect(await ids(`${of}&disposition=Not%20Interested`)).toEqual([called._id]);
    expect(await ids(`${of}&incoming=true`)).toEqual([asha._id]);
    expect(await ids(`${of}&incoming=false`)).toEqual([called._id, plain._id]);
    expect(await ids(`${of}&q=vERMa`)).toEqual([asha._id]);
    expect(await ids(`${of}&q=asha.z@`)).toEqual([asha._id]);
    expect(await ids(`${of}&q=z-77`)).toEqual([called._id]);
    expect(await ids(`${of}&q=${plain.phone.slice(3, 13)}`)).toEqual([plain._id]);
    expect(await ids(`${of}&q=${called._id}`)).toEqual([called._id]);
    expect(await ids(`${of}&q=${encodeURIComponent(asha.phone)}&state=interested`)).toEqual([]);
    for (const q of ["nobody", "%25", "z_77"]) expect(await ids(`${of}&q=${q}`), q).toEqual([]);
    expect((await list(`${of}&masked=true&q=z-77`)).data[0]?.phone).toMatch(/^\+\*{8}\d{4}$/);
  });

  it("with updatedSince goes on by update time, so that a reader catches up with each change once", async () => {
    const own = await project.process();
    const made: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      await clock.advance(10);
      made.push((await project.lead(own.id))._id);
    }
    await clock.advance(1_000);
    const since = new Date(clock.now()).toISOString();
    const of = `processId=${own.id}&limit=2&updatedSince=${since}`;
    expect(await ids(of)).toEqual([]);
    const touch = async (n: number) => {
      await clock.advance(5);
      await project.report(made[n] ?? "");
    };
    for (const n of [3, 0, 1]) await touch(n);
    const first = await list(of);
    expect(first.data.map(({ _id }) => _id)).toEqual([made[3], made[0]]);
    await touch(3);
    const second = await list(`${of}&cursor=${first.nextCursor}`);
    expect(second.data.map(({ _id }) => _id)).toEqual([made[1], made[3]]);
    expect(second.nextCursor).toBeNull();
  });

  it("refuses what it cannot read, naming each field", async () => {
    const refused = (query: string) => project.api.get(`/api/v1/leads?${query}`);
    expectWrongFields(await refused("limit=0&cursor=x&incoming=maybe&updatedSince=yesterday"), [
      "limit",
      "cursor",
      "incoming",
      "updatedSince",
    ]);
    expectWrongFields(await refused("limit=201"), ["limit"]);
    expectWrongFields(await refused("limit=1.5"), ["limit"]);
    expectWrongFields(await refused("updatedSince=2026-01-12T04:54:00"), ["updatedSince"]);
    expect((await refused(`limit=200&cursor=${unknownId}`)).status).toBe(200);
  });

  it("never shows another project's leads", async () => {
    const other = await server.project();
    const process2 = await other.process();
    const lead = await other.lead(process2.id, { phone: nextPhone() });
    expect(await ids(`processId=${process2.id}`)).toEqual([]);
    expect(await ids(`q=${lead.phone.slice(1)}`)).toEqual([]);
  });
});

describe("GET /api/v1/leads/counts", () => {
  it("counts leads by state and by last disposition, most first", async () => {
    const own = await project.process();
    const counts = async (query: string) =>
      (await project.as("read").get(`/api/v1/leads/counts${query}`)).json;
    expect(await counts(`?processId=${own.id}`)).toEqual({
      total: 0,
      states: [],
      dispositions: [],
      truncated: false,
    });
    const [called] = [await project.lead(own.id), await project.lead(own.id), await project.lead(own.id)];
    await project.report(called._id, { disposition: "Interested" });
    expect(await counts(`?processId=${own.id}`)).toEqual({
      total: 3,
      states: [
        { name: "make_first_call", count: 2 },
        { name: "interested", count: 1 },
      ],
      dispositions: [
        { name: null, count: 2 },
        { name: "Interested", count: 1 },
      ],
      truncated: false,
    });
    expect((await counts("")).total).toBeGreaterThan(3);
  });
});
