import { spawn } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Webhook } from "standardwebhooks";
import { describe, expect, it, onTestFinished } from "vitest";
import { newSigningSecret } from "../src/delivery/signing.ts";
import { texts } from "../src/outreach/texts.ts";
import { parseConfig } from "../src/platform/config.ts";
import { Command } from "./fakes/command.ts";

const documents = [...globSync("*.md"), ...globSync("docs/**/*.md")];
const text = (file: string): string => readFileSync(file, "utf8");

describe("docs/configuration.md", () => {
  const source = text("src/platform/config.ts");
  const schema = source.slice(source.indexOf("z.object({"), source.indexOf("function withoutEmpty"));
  const known = [...schema.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name]) => name);
  const rows = [...text("docs/configuration.md").matchAll(/^\| `([A-Z_]+)` \| (.+?) \| (.+) \|$/gm)].map(
    ([, name = "", fallback = "", meaning = ""]) => ({ name, fallback, meaning }),
  );

  it("has each variable once, and none that does not exist", () => {
    expect(known.length).toBeGreaterThan(20);
    expect(rows.map(({ name }) => name).sort()).toEqual([...known].sort());
    for (const { meaning } of rows) expect(meaning.length).toBeGreaterThan(10);
  });

  it("names each default as it is", () => {
    const exact = rows.flatMap(({ name, fallback }) => {
      const value = /^`([^`]*)`$/.exec(fallback)?.[1];
      return value === undefined ? [] : [[name, value] as const];
    });
    expect(exact.length).toBeGreaterThan(15);
    for (const [name, value] of exact) expect(parseConfig({ [name]: value })).toEqual(parseConfig({}));
    const others = rows.filter(({ fallback }) => !fallback.startsWith("`"));
    expect(new Set(others.map(({ fallback }) => fallback))).toEqual(
      new Set(["none", "from `HOST` and `PORT`"]),
    );
  });
});

describe("links", () => {
  it.each(documents)("of %s lead to files that exist", (file) => {
    const targets = [...text(file).matchAll(/\]\(([^)#\s]+)/g)].map(([, target = ""]) => target);
    const missing = targets.filter(
      (target) => !/^https?:/.test(target) && !existsSync(join(dirname(file), target)),
    );
    expect(missing).toEqual([]);
  });

  it("of ARCHITECTURE.md name source files that exist", () => {
    const rooms = [
      "cli",
      "http",
      "inbound",
      "delivery",
      "store",
      "outreach",
      "callbacks",
      "contract",
      "platform",
    ];
    const named = [...text("ARCHITECTURE.md").matchAll(/`([\w./-]+\.ts)`/g)].map(([, file = ""]) => file);
    expect(named.length).toBeGreaterThan(20);
    const all = globSync([
      "src/**/*.ts",
      "web/{api,components,docs,guide,routes,strings,theme}/**/*.{ts,tsx}",
    ]);
    const missing = named.filter((file) =>
      rooms.includes(file.split("/")[0] ?? "")
        ? !all.includes(`src/${file}`)
        : !existsSync(file) && !all.some((other) => other.endsWith(`/${file}`)),
    );
    expect(missing).toEqual([]);
  });
});

describe("commands", () => {
  it.each(documents)("of %s exist", async (file) => {
    const { scripts } = JSON.parse(text("package.json")) as { scripts: Record<string, string> };
    const run = [...text(file).matchAll(/\bnpm run ([\w:]+)/g)].map(([, name = ""]) => name);
    expect(run.filter((name) => scripts[name] === undefined)).toEqual([]);
    const subcommands = [...text(file).matchAll(/(?:npx ringback|npm run ringback --|`ringback) (\w+)/g)];
    const names = [...new Set(subcommands.map(([, name = ""]) => name))];
    const known = text("src/cli/main.ts");
    expect(names.filter((name) => !known.includes(`${name}: async`))).toEqual([]);
  });

  it("say in their help the options that the README uses", async () => {
    for (const [name, options] of [
      ["listen", ["--process", "--token", "--fail-rate"]],
      ["simulate", ["--process", "--token"]],
    ] as const) {
      const command = new Command([name, "--help"]);
      expect(await command.ended).toBe(0);
      for (const option of options) expect(command.output).toContain(option);
    }
  });
});

describe("the receiver of docs/receiving-callbacks.md", () => {
  it("takes what is signed, once, and refuses what is not", async () => {
    const code = /```js\n([\s\S]+?)```/.exec(text("docs/receiving-callbacks.md"))?.[1] ?? "";
    const secret = newSigningSecret("v1");
    // It prints its port, which it is told to choose.
    const script = code.replace(
      /\.listen\((.*)\);/,
      ".listen(0, function () { console.log(this.address().port); });",
    );
    expect(script).not.toBe(code);
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      env: { ...process.env, RINGBACK_SECRET: secret },
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    await expect.poll(() => said, { timeout: 10_000 }).toMatch(/^\d+\n/);
    const url = `http://localhost:${said.trim()}/`;
    const post = (id: string, body: string, signed: string) => {
      const at = new Date();
      const headers = {
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
        "webhook-signature": new Webhook(signed).sign(id, at, body),
      };
      return fetch(url, { method: "POST", body, headers }).then((response) => response.status);
    };
    const call = JSON.stringify({
      leadId: "L1",
      activity: { result: { analysis: { disposition: "Interested" } } },
    });
    expect(await post("d1", call, secret)).toBe(200);
    expect(await post("d1", call, secret)).toBe(200);
    expect(await post("d2", JSON.stringify({ leadId: "L2", action_type: "update" }), secret)).toBe(200);
    expect(await post("d3", call, newSigningSecret("v1"))).toBe(401);
    await expect.poll(() => said.split("\n").slice(1)).toEqual(["L1 Interested", "L2 update", ""]);
  });
});

describe("docs/api-compatibility.md", () => {
  it("has every text of the compatible API", () => {
    const page = text("docs/api-compatibility.md");
    const sample: Record<string, string> = {
      processNotFound: "<id>",
      leadNotFound: "<id>",
      emailTaken: "<email>",
    };
    for (const [name, value] of Object.entries(texts)) {
      if (["metadataTooLarge", "processArchived"].includes(name)) continue;
      expect(page).toContain(typeof value === "string" ? value : value(sample[name] ?? "<ref>"));
    }
  });
});
