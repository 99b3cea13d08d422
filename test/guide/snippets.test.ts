import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { newSigningSecret, prepareSigner, receiverKeyOf } from "../../src/delivery/signing.ts";
import { curl } from "../../web/guide/curl.ts";
import type { Receiving, Snippet } from "../../web/guide/snippet.ts";
import { snippets } from "../../web/guide/snippets.ts";

const folder = mkdtempSync(join(tmpdir(), "ringback-guide-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const has = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;

/** How each language is run, and whether it is on this machine. */
const runners: Record<string, { command: (file: string, port: number) => string[]; there: boolean }> = {
  Node: { command: (file) => [process.execPath, file], there: true },
  Python: { command: (file) => ["python3", file], there: has("python3", "--version") },
  Go: { command: (file) => ["go", "run", file], there: has("go", "version") },
  PHP: { command: (file, port) => ["php", "-S", `127.0.0.1:${port}`, file], there: has("php", "--version") },
  Java: { command: (file) => ["java", file], there: has("java", "--version") },
  "C#": { command: () => [], there: false },
};
const extras = { v1: true, v1a: has("python3", "-c", "import cryptography") };
const cases = snippets.flatMap((snippet) =>
  (["v1", "v1a"] as const).flatMap((signing) => {
    const there =
      runners[snippet.language]?.there === true && (snippet.language !== "Python" || extras[signing]);
    if (!there) console.warn(`not run here: ${snippet.language}, ${signing}`);
    return there ? [{ name: `${snippet.language}, ${signing}`, snippet, signing }] : [];
  }),
);

const auth = "Bearer a-token-of-the-receiver";
const body = JSON.stringify({
  leadId: "6b060a0c8ae5a295e100c675",
  sequence: 4,
  triggers: ["call.completed"],
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Running {
  post(headers: Record<string, string>, text?: string, path?: string): Promise<number>;
  stop(): void;
}

async function start(snippet: Snippet, receiving: Receiving, secret: string): Promise<Running> {
  const port = await freePort();
  const place = mkdtempSync(join(folder, "run-"));
  const file = join(place, snippet.file);
  writeFileSync(file, snippet.code(receiving));
  const [command = "", ...args] = runners[snippet.language]?.command(file, port) ?? [];
  let said = "";
  const child: ChildProcess = spawn(command, args, {
    cwd: place,
    detached: true,
    env: { ...process.env, PORT: String(port), RINGBACK_SECRET: secret, RINGBACK_AUTH: auth },
  });
  child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const post: Running["post"] = async (headers, text = body, path = receiving.path) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", headers, body: text });
    return response.status;
  };
  const until = Date.now() + 180_000;
  while (
    !(await post({}).then(
      () => true,
      () => false,
    ))
  ) {
    if (child.exitCode !== null || Date.now() > until)
      throw new Error(`${snippet.language} did not start: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    post,
    stop: () => {
      // Its children too: `go run` starts the program that it made.
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    },
  };
}

const now = (): number => Math.floor(Date.now() / 1000);

describe("the code of the receiving guide", () => {
  it.each(cases)(
    "in $name takes what Ringback signs, once or by both secrets, and nothing else",
    async ({ snippet, signing }) => {
      const secret = newSigningSecret(signing);
      const other = newSigningSecret(signing);
      const receiving = { signing, authHeader: "Authorization", path: "/api/lead-callback" };
      const running = await start(snippet, receiving, receiverKeyOf(secret));
      const signed = (secrets: string[], timestamp = now()) => ({
        "content-type": "application/json",
        "webhook-id": "6b060a0c8ae5a295e100c676",
        "webhook-timestamp": String(timestamp),
        "webhook-signature": prepareSigner(secrets)("6b060a0c8ae5a295e100c676", timestamp, body),
        authorization: auth,
      });
      try {
        expect(await running.post(signed([secret]))).toBe(200);
        expect(await running.post(signed([other, secret])), "while a secret is rotated").toBe(200);
        expect(await running.post(signed([other])), "another's signature").toBe(401);
        expect(await running.post(signed([secret]), body.replace("4", "5")), "another body").toBe(401);
        expect(await running.post(signed([secret], now() - 3_600)), "an old one, sent again").toBe(401);
        expect(await running.post({ ...signed([secret]), authorization: "Bearer x" }), "wrong auth").toBe(
          401,
        );
        expect(await running.post({ "webhook-signature": "v1,!", "webhook-timestamp": "x" }), "garbage").toBe(
          401,
        );
        expect(await running.post(signed([secret]), body, "/elsewhere"), "another path").toBeGreaterThan(400);
      } finally {
        running.stop();
      }
    },
    200_000,
  );

  it("in Node runs without authentication as well", async () => {
    const secret = newSigningSecret("v1");
    const node = snippets.find(({ language }) => language === "Node") as Snippet;
    const running = await start(node, { signing: "v1", authHeader: null, path: "/" }, secret);
    const timestamp = now();
    const headers = {
      "webhook-id": "msg_1",
      "webhook-timestamp": String(timestamp),
      "webhook-signature": prepareSigner([secret])("msg_1", timestamp, body),
    };
    expect(await running.post(headers)).toBe(200);
    running.stop();
  });

  it("in curl signs a request that the receiver takes", async () => {
    const secret = newSigningSecret("v1");
    const node = snippets.find(({ language }) => language === "Node") as Snippet;
    const receiving = { signing: "v1", authHeader: "Authorization", path: "/hook" } as const;
    const port = await freePort();
    const place = mkdtempSync(join(folder, "run-"));
    writeFileSync(join(place, node.file), node.code(receiving));
    const env = { ...process.env, PORT: String(port), RINGBACK_SECRET: secret, RINGBACK_AUTH: auth };
    const child = spawn(process.execPath, [join(place, node.file)], { env });
    const url = `http://127.0.0.1:${port}/hook`;
    await expect
      .poll(
        () =>
          fetch(url).then(
            () => true,
            () => false,
          ),
        { timeout: 10_000 },
      )
      .toBe(true);
    const { stdout } = spawnSync("bash", ["-c", curl(receiving, url)], { env, encoding: "utf8" });
    expect(stdout).toMatch(/^HTTP\/1\.1 200 /);
    const wrong = spawnSync("bash", ["-c", curl(receiving, url)], {
      env: { ...env, RINGBACK_SECRET: newSigningSecret("v1") },
      encoding: "utf8",
    });
    expect(wrong.stdout).toMatch(/^HTTP\/1\.1 401 /);
    child.kill();
  });

  it("keeps what a URL's path may hold inside its strings", () => {
    const php = snippets.find(({ language }) => language === "PHP") as Snippet;
    expect(php.code({ signing: "v1", authHeader: null, path: "/it's" })).toContain("'/it\\'s'");
  });
});
