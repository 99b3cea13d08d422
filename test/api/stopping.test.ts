import { afterAll, expect, it } from "vitest";
import { openRaw, type RawHttp, readAnswer } from "../support/raw-http.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const open: RawHttp[] = [];
let server: TestServer | null = null;
afterAll(async () => {
  for (const raw of open) raw.close();
  await server?.stop();
});

it("refuses what still comes while it stops as every error is told, and names a time", async () => {
  const running = await startTestServer();
  server = running;
  const project = await running.project();
  const { id: processId } = await project.process();
  const lead = await project.lead(processId);
  const raw = await openRaw(running.url);
  open.push(raw);
  // Begun before it stops, so that the connection stays open; whole only afterwards.
  const body = JSON.stringify({ leadId: lead._id, type: "call", callStatus: "completed" });
  raw.write(
    `POST /api/v1/activities HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${project.tokens.report}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`,
  );
  // Answered after the other was seen.
  await project.api.get("/healthz");
  const stopped = running.stop();
  server = null;
  await expect.poll(() => listens(running.url), { timeout: 10_000 }).toBe(false);
  raw.write(`\r\n${body}`);
  const { status, headers, body: answer } = readAnswer(await raw.closed);
  expect(status).toBe(503);
  expect(headers).toMatch(/^content-type: application\/problem\+json/im);
  expect(headers).toMatch(/^retry-after: 1$/im);
  expect(headers).toMatch(/^connection: close$/im);
  const detail = "The server is stopping; nothing was stored. Try again shortly.";
  expect(JSON.parse(answer)).toMatchObject({ status: 503, success: false, detail, error: detail });
  await stopped;
});

async function listens(url: string): Promise<boolean> {
  try {
    (await openRaw(url)).close();
    return true;
  } catch {
    return false;
  }
}
