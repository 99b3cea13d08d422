import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../fakes/receiver.ts";
import type { TestProject } from "./project.ts";
import { startTestServer, type TestServer } from "./server.ts";

describe("startTestServer", () => {
  let server: TestServer;
  let project: TestProject;
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver();
    server = await startTestServer();
    project = await server.project();
  });
  afterAll(async () => {
    await server.stop();
    await receiver.close();
  });

  it("runs everything: a reported call reaches a receiver", async () => {
    const { id: processId } = await project.process();
    const [callback] = await project.callbacks(processId, [{ url: `${receiver.url}/lead` }]);
    const lead = await project.lead(processId);
    const activity = await project.report(lead._id, { disposition: "Interested" });
    expect(activity).toMatchObject({ sequence: 1, deliveries: 1 });
    const [request] = await receiver.waitFor(1);
    expect(JSON.parse(request?.body ?? "")).toMatchObject({ activityId: activity.id, leadId: lead._id });
    const listed = await project.api.get(`/api/v1/deliveries?callbackId=${callback?.id}`);
    expect(listed.json.data).toMatchObject([
      { id: request?.headers["webhook-id"], callbackId: callback?.id },
    ]);
  });

  it("gives tokens of each scope", async () => {
    const { id } = await project.process();
    expect((await project.as("read").get(`/api/v1/processes/${id}`)).status).toBe(200);
    expect((await project.as("report").post("/api/v1/processes", { name: "No" })).status).toBe(403);
    expect((await server.api().get(`/api/v1/processes/${id}`)).status).toBe(401);
  });
});
