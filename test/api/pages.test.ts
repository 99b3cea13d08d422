import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSignInToken } from "../../src/cli/first-run.ts";
import { notBuiltPage } from "../../src/http/not-built-page.ts";
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
  expect(text).not.toMatch(/<style|\sstyle=|\son\w+=|https?:\/\/(?!localhost)/);
  const loaded = [...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url]) => url ?? "");
  for (const url of loaded) expect(url).toMatch(/^(?:\/(?!\/)|data:,$)/);
}

describe("the dashboard's page", () => {
  it.each(["/", "/processes/6b060a0c8ae5a295e100c675", "/deliveries?status=failed", "/signed-out"])(
    "is what %s shows, to anyone, with nothing of theirs in it",
    async (path) => {
      const answer = await local.api().get(path);
      expect(answer.status).toBe(200);
      expectSelfContained(answer);
      expect(answer.text).toContain('<div id="root"></div>');
      expect(answer.text).not.toContain("CSP_NONCE");
    },
  );

  it("loads only files that are there, and those with a hash in their name for ever", async () => {
    const { text } = await local.api().get("/");
    const links = [...text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, url]) => url ?? "");
    expect(links.length).toBeGreaterThan(2);
    for (const link of links) {
      const { status, headers } = await local.api().get(link);
      expect(status, link).toBe(200);
      if (/-[\w-]{8}\.js$/.test(link)) expect(headers["cache-control"]).toContain("immutable");
    }
    expect((await local.api().get("/assets/nothing.js")).status).toBe(404);
  });

  it("allows scripts and styles of its own and of one answer's nonce, and asks for TLS only where there is some", async () => {
    const nonces = new Set<string | undefined>();
    for (const _ of [1, 2]) {
      const answer = await local.api().get("/");
      const nonce = /'nonce-([\w-]{20,})'/.exec(policyOf(answer))?.[1];
      expect(answer.text).toContain(`nonce="${nonce}"`);
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(2);
    expect(policyOf(await local.api().get("/"))).not.toMatch(/unsafe|https:|upgrade-insecure-requests/);
    expect(policyOf(await elsewhere.api().get("/"))).toContain("upgrade-insecure-requests");
  });
});

describe("where the dashboard is not built", () => {
  it("the page says so, and how to see a first delivery without it", () => {
    const text = notBuiltPage("http://localhost:8080");
    expect(text).toContain("The dashboard is not built");
    expect(text).toContain(
      "npm run ringback -- listen --process &lt;process id&gt; --token &lt;token&gt;</pre>",
    );
    expect(notBuiltPage("https://ringback.example.com")).toContain("--api https://ringback.example.com");
  });

  it("pages have a stylesheet for light and dark", async () => {
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
