import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSignInToken } from "../../src/cli/first-run.ts";
import type { Answer } from "../support/api.ts";
import { expectProblem } from "../support/problem.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let local: TestServer;
let elsewhere: TestServer;
beforeAll(async () => {
  local = await startTestServer();
  elsewhere = await startTestServer({ local: false, env: { PUBLIC_URL: "https://ringback.example.com" } });
});
afterAll(() => Promise.all([local.stop(), elsewhere.stop()]));

const policyOf = ({ headers }: Answer) => String(headers["content-security-policy"]);

/** What of a page a strict policy would refuse, or would leave this server. */
function expectSelfContained({ text, headers }: Answer): void {
  expect(headers["content-type"]).toBe("text/html; charset=utf-8");
  expect(text).not.toMatch(/<script|<style|\sstyle=|\son\w+=|https?:\/\/(?!localhost)/);
  const loaded = [...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url]) => url ?? "");
  for (const url of loaded) expect(url).toMatch(/^(?:\/(?!\/)|data:,$)/);
}

describe("GET /", () => {
  it("says what runs and how to see a first delivery, to anyone", async () => {
    const answer = await local.api().get("/");
    expect(answer.status).toBe(200);
    expectSelfContained(answer);
    expect(answer.text).toMatch(/is <span class="running">running</);
    expect(answer.text).toContain(
      "npm run ringback -- listen --process &lt;process id&gt; --token &lt;token&gt;",
    );
    expect(answer.text).toContain(
      "npm run ringback -- simulate --process &lt;process id&gt; --token &lt;token&gt;",
    );
    expect(answer.text).not.toContain("rb_live_");
  });

  it("names the address that commands need where it is not the usual one", async () => {
    const { text } = await elsewhere.api().get("/");
    expect(text).toContain("--api https://ringback.example.com");
    expect(text).toContain("--url https://ringback.example.com");
  });

  it("links to what is there", async () => {
    const { text } = await local.api().get("/");
    const links = [...text.matchAll(/href="(\/[^"]+)"/g)].map(([, url]) => url ?? "");
    expect(links).toEqual(["/pages.css", "/healthz", "/readyz"]);
    for (const link of links) expect((await local.api().get(link)).status, link).toBe(200);
  });

  it("allows no inline style or script, and asks for TLS only where there is some", async () => {
    const policy = policyOf(await local.api().get("/"));
    expect(policy.split(";")).toEqual(expect.arrayContaining(["style-src 'self'", "script-src 'self'"]));
    expect(policy).not.toMatch(/unsafe|https:|upgrade-insecure-requests/);
    expect(policyOf(await elsewhere.api().get("/"))).toContain("upgrade-insecure-requests");
  });

  it("has a stylesheet for light and dark", async () => {
    const { text, headers } = await local.api().get("/pages.css");
    expect(headers["content-type"]).toBe("text/css; charset=utf-8");
    expect(text).toContain("prefers-color-scheme: dark");
    expect(text).not.toMatch(/url\(|@import/);
  });
});

describe("a sign-in link", () => {
  const html = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

  it("leads to the page", async () => {
    const link = `/sign-in?token=${await createSignInToken(local.store)}`;
    const { status, headers } = await local.api().get(link, html);
    expect([status, headers.location]).toEqual([303, "/"]);
    expect((await local.api().get("/", html)).status).toBe(200);
  });

  it("that was used is told on a page to a browser, as a problem to programs", async () => {
    const link = `/sign-in?token=${await createSignInToken(local.store)}`;
    await local.api().get(link);
    const answer = await local.api().get(link, html);
    expect(answer.status).toBe(401);
    expectSelfContained(answer);
    expect(answer.text).toContain("This sign-in link was used or has ended");
    expect(answer.headers["set-cookie"]).toBeUndefined();
    const detail = "This sign-in link was used or has ended: start Ringback again for a new one";
    expectProblem(await local.api().get(link), 401, detail);
    expectProblem(await local.api().get(link, { accept: "application/json" }), 401, detail);
  });
});
