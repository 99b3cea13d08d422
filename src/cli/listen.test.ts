import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Command } from "commander";
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, it, vi } from "vitest";
import { startFakeApi } from "../../test/fakes/ringback-api.ts";
import { newSigningSecret } from "../delivery/signing.ts";
import { registerListen } from "./listen.ts";

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0)) await close();
});

const script = `
  import { Command } from "commander";
  import { registerListen } from ${JSON.stringify(new URL("./listen.ts", import.meta.url).href)};
  const program = new Command("ringback");
  registerListen(program);
  await program.parseAsync();
`;

class Run {
  readonly lines: string[] = [];
  readonly errors: string[] = [];
  readonly #child: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(args: string[]) {
    const { FORCE_COLOR, RINGBACK_SECRET, ...env } = process.env; // a pipe is no terminal, whatever the test runner asks for
    this.#child = spawn(process.execPath, ["--input-type=module", "-e", script, "--", "listen", ...args], {
      env,
    });
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null) throw new Error("no pipes");
    createInterface(stdout).on("line", (line) => this.lines.push(line));
    createInterface(stderr).on("line", (line) => this.errors.push(line));
    this.ended = new Promise((resolve) => this.#child.once("close", resolve));
    closing.push(async () => {
      this.#child.kill("SIGKILL");
      await this.ended;
    });
  }

  interrupt(): void {
    this.#child.kill("SIGINT");
  }

  /** The URL that it says it listens on. */
  async url(): Promise<string> {
    const said = (): string[] => [...this.lines, ...this.errors];
    const pattern = /Listening on (http:\S+)/;
    await expect.poll(said, { timeout: 10_000 }).toContainEqual(expect.stringMatching(pattern));
    return (
      said()
        .map((line) => pattern.exec(line)?.[1])
        .find((url) => url !== undefined) ?? ""
    );
  }
}

function post(url: string, secret: string, id: string, body: string): Promise<Response> {
  const at = new Date();
  const headers = {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign(id, at, body),
  };
  return fetch(url, { method: "POST", body, headers });
}

describe("ringback listen", () => {
  it("shows what arrives and sums up on Ctrl-C", async () => {
    const secret = newSigningSecret("v1");
    const run = new Run(["--port", "0", "--secret", newSigningSecret("v1"), "--secret", secret]);
    const url = await run.url();
    await post(url, secret, "d1", '{"leadId":"L1","sequence":1}');
    await post(url, newSigningSecret("v1"), "d2", '{"leadId":"L1","sequence":2}');
    run.interrupt();
    expect(await run.ended).toBe(0);
    const shown = run.lines.join("\n");
    expect(shown).toMatch(/Signatures: checked \(2 secrets, timestamps within 5 min\)/);
    expect(shown).toMatch(/✓ signed .*lead L1 .*#1/);
    expect(shown).toMatch(/✗ signature: made with another secret/);
    expect(run.lines.at(-1)).toBe("2 received · 1 unique · 0 duplicates · 0 out of order · 1 bad signature");
    expect(shown).not.toContain("\u001b");
    expect(run.errors).toEqual([]);
  });

  it("fetches the secrets of a callback, the previous one included, and writes JSON lines only", async () => {
    const previous = newSigningSecret("v1");
    const callbackSecret = {
      secret: newSigningSecret("v1"),
      previous: { secret: previous, until: "2026-01-13" },
    };
    const api = await startFakeApi({ processes: [], token: "rb_live_t", callbackSecret });
    closing.push(() => api.close());
    vi.stubEnv("RINGBACK_URL", api.url.href);
    vi.stubEnv("RINGBACK_TOKEN", "rb_live_t");
    const run = new Run(["--port", "0", "--json", "--callback", "6964f0a7a1b2c3d4e5f60718"]);
    await post(await run.url(), previous, "d1", "{}");
    run.interrupt();
    await run.ended;
    expect(run.lines.map((line) => JSON.parse(line))).toMatchObject([
      { webhookId: "d1", signature: { valid: true } },
    ]);
    expect(run.errors.join("\n")).toContain("1 received");
    expect(api.requests).toEqual(["GET /api/v1/callbacks/6964f0a7a1b2c3d4e5f60718/secret"]);
  });

  it("shows only what is wrong where it is to be quiet, and says what is not checked", async () => {
    const run = new Run(["--port", "0", "--quiet"]);
    const url = await run.url();
    for (const id of ["d1", "d2", "d1"]) await post(url, newSigningSecret("v1"), id, '{"leadId":"L1"}');
    run.interrupt();
    await run.ended;
    expect(run.lines.filter((line) => line.includes("lead L1"))).toHaveLength(1);
    expect(run.lines.join("\n")).toMatch(/Signatures: not checked\. Copy the Signing secret.*--secret/);
  });

  it.each([
    [["--secret", "abc"], /error: --secret: a signing secret begins with whsec_/],
    [["--callback", "c1"], /error: --callback needs --token or RINGBACK_TOKEN/],
    [["--port", "70000"], /Give a whole number from 0 to 65535/],
    [["--fail-rate", "2"], /Give a number from 0 to 1/],
    [["--delay", "2"], /Give a duration such as 500ms, 2s or 1m/],
    [["--forward", "localhost:3000"], /begins with http/],
    [["--forward", "http://localhost:3000", "--status", "500"], /error: --forward would never forward/],
  ])("refuses %j in one line", async (args, message) => {
    vi.stubEnv("RINGBACK_TOKEN", undefined);
    const errors: string[] = [];
    const program = new Command().exitOverride().configureOutput({ writeErr: (text) => errors.push(text) });
    registerListen(program);
    await expect(program.parseAsync(["listen", ...args], { from: "user" })).rejects.toMatchObject({
      exitCode: 1,
    });
    expect(errors).toEqual([expect.stringMatching(message)]);
  });
});
