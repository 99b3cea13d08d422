import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Answer, Api } from "../support/api.ts";
import { unknownId } from "../support/problem.ts";
import type { TestProject } from "../support/project.ts";
import { registeredRoutes } from "../support/routes.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { routes } from "./isolation-routes.ts";
import { type Ids, since } from "./isolation-rows.ts";

let server: TestServer;
let own: TestProject;
let other: TestProject;
let ids: { own: Ids; other: Ids };
let owner: Api;

async function fill(project: TestProject): Promise<Ids> {
  const { id: processId } = await project.process();
  const auth = { type: "bearer", token: "a-secret-of-this-project" };
  const [callback] = await project.callbacks(processId, [{ url: "https://example.com/hook", auth }]);
  await project.api.post(`/api/v1/callbacks/${callback?.id}/pause`);
  const referenceId = project === other ? "only-theirs" : "only-ours";
  const lead = await project.lead(processId, { referenceId });
  if (project === other) await project.lead(processId, { referenceId: "shared-reference" });
  const activity = await project.report(lead._id);
  const [delivery] = (await project.api.get(`/api/v1/deliveries?callbackId=${callback?.id}`)).json.data;
  const replay = { since, only: "all" };
  const { jobId } = (await project.api.post(`/api/v1/callbacks/${callback?.id}/replay`, replay)).json;
  await vi.waitFor(async () => {
    expect((await project.api.get(`/api/v1/jobs/${jobId}`)).json.status).toBe("done");
  }, 5_000);
  return {
    projectId: project.id,
    processId,
    leadId: lead._id,
    referenceId,
    activityId: activity.id,
    callbackId: callback?.id ?? "",
    deliveryId: delivery?.id ?? "",
    jobId,
    importId: (await project.api.post(`/api/v1/processes/${processId}/imports`, {})).json.id,
    inspectorId: (await project.api.post("/api/v1/inspectors")).json.id,
    userId: (await project.person("editor")).id,
    tokenId: (await project.api.get("/api/v1/tokens")).json.data[0]?.id ?? "",
    invitationId: await invitation(project),
  };
}

async function invitation(project: TestProject): Promise<string> {
  const { api } = await project.person("owner");
  return (await api.post("/api/v1/invitations", { email: "ravi@example.com", role: "viewer" })).json.id;
}

/** All that a project can see of itself. */
async function everything(project: TestProject, of: Ids): Promise<string> {
  const paths = [
    "/api/v1/leads?limit=200",
    "/api/v1/activities?limit=200",
    "/api/v1/deliveries?limit=200",
    "/api/v1/processes?limit=200",
    "/api/v1/jobs?limit=200",
    `/api/v1/processes/${of.processId}`,
    `/api/v1/callbacks/${of.callbackId}/secret`,
    `/api/v1/deliveries/${of.deliveryId}`,
    "/api/v1/inspectors",
    "/api/v1/users",
    "/api/v1/invitations",
    "/api/v1/tokens",
    "/api/v1/projects",
    `/api/v1/imports/${of.importId}`,
  ];
  const all = (await Promise.all(paths.map(async (path) => (await project.api.get(path)).text))).join("\n");
  // Asking uses a token, which is noted once a minute.
  return all.replaceAll(/"lastUsedAt":"[^"]*"/g, "");
}

beforeAll(async () => {
  server = await startTestServer();
  own = await server.project("Own");
  other = await server.project("Other");
  owner = (await own.person("owner")).api;
  ids = { own: await fill(own), other: await fill(other) };
});
afterAll(() => server.stop());

it("every registered route has its rows", () => {
  const registered = registeredRoutes().map(({ method, url }) => `${method} ${url}`);
  expect(Object.keys(routes).sort()).toEqual(registered.sort());
});

describe.each(Object.entries(routes).filter(([, rows]) => rows.length > 0))("%s", (route, rows) => {
  it.each(rows.map((row) => [row.what, row] as const))(
    "answers another project's %s as an unknown one, and changes nothing",
    async (_, row) => {
      const ask = (id: string): Promise<Answer> => {
        const path = row.path(id).replace("PROJECT", own.id).replace("PROCESS", ids.own.processId);
        const client = row.byOwner ? owner : own.api;
        return client.call(route.split(" ")[0] ?? "", path, row.options?.(id, ids.own));
      };
      const same = ({ status, text }: Answer, id: string) => ({
        status,
        // Phones of the request are echoed, and each is new.
        text: text.replaceAll(id, "ID").replaceAll(/\+919\d{9}/g, "PHONE"),
      });
      const before = [await everything(other, ids.other), await everything(own, ids.own)];
      const foreign = ids.other[row.id];
      // A cursor is a place in time: its unknown twin stands right beside it.
      const unknown =
        row.what === "cursor"
          ? foreign.replace(/.$/, (last) => (Number.parseInt(last, 16) ^ 1).toString(16))
          : unknownId;
      expect(same(await ask(foreign), foreign)).toEqual(same(await ask(unknown), unknown));
      expect([await everything(other, ids.other), await everything(own, ids.own)]).toEqual(before);
      // The same with one's own id is another answer, or the comparison above shows nothing.
      if (row.what !== "cursor" && route.startsWith("GET")) {
        const mine = ids.own[row.id];
        if (!row.what.startsWith("processId with")) {
          expect(same(await ask(mine), mine)).not.toEqual(same(await ask(unknownId), unknownId));
        }
      }
    },
  );
});
