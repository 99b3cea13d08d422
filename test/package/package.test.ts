import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** A program of somebody else's, with what it says where types are wrong. */
const program = `
import { createHmac } from "node:crypto";
import { ApiProblem, NoAnswer, RingbackClient, type Schemas } from "ringback/client";
import { type Callback, CallbackError, createReceiver, type SignatureReason } from "ringback/receiver";

const ringback = new RingbackClient({ url: "http://127.0.0.1:1", token: "t", mostWaitMs: 0 });

export async function used(id: string): Promise<void> {
  const { advancedSettings } = await ringback.get("/api/v1/processes/{id}", { path: { id } });
  const urls: string[] = advancedSettings.leadUpdateCallbacks.map(({ url }) => url);
  await ringback.put("/api/v1/processes/{id}/advanced-settings", {
    path: { id },
    ifMatch: advancedSettings.revision,
    body: { leadUpdateCallbacks: [...advancedSettings.leadUpdateCallbacks, { url: urls[0] ?? "" }] },
  });
  for await (const delivery of ringback.list("/api/v1/deliveries", { query: { status: "failed" } })) {
    const failed: Schemas["Delivery"] = delivery;
    await ringback.post("/api/v1/deliveries/{id}/resend", { path: { id: failed.id } });
  }
  // @ts-expect-error there is no such route
  await ringback.get("/api/v1/nothing");
  // @ts-expect-error the path has an id
  await ringback.get("/api/v1/processes/{id}");
  // @ts-expect-error a report has a type
  await ringback.post("/api/v1/activities", { body: { leadId: id } });
  // @ts-expect-error this is no list
  ringback.list("/api/v1/egress");
}

// @ts-expect-error there is no such reason
export const reason: SignatureReason = "unlucky";

function told(callback: Callback): string {
  switch (callback.kind) {
    case "activity_update":
    case "lead_update":
    case "lead_history": {
      const { result } = callback.payload.activity;
      return result.type === "call" ? (result.analysis?.disposition ?? "none") : result.type;
    }
    case "update_outcome":
      return callback.payload.error ?? "done";
    case "operational":
      return callback.payload.type === "callback.paused" ? callback.payload.data.reason : callback.payload.type;
    case "other":
      return JSON.stringify(callback.payload);
  }
}

const key = Buffer.alloc(32, 7);
const callbacks = createReceiver({ secret: "whsec_" + key.toString("base64") });
const body = '{"updateId":"u","success":true,"error":null}';
const timestamp = String(Math.floor(Date.now() / 1000));
const signature = createHmac("sha256", key).update("id." + timestamp + "." + body).digest("base64");
const headers = { "webhook-id": "id", "webhook-timestamp": timestamp, "webhook-signature": "v1," + signature };
const request = new Request("http://localhost/", { method: "POST", body, headers });
const refused = await callbacks.receive({ headers: { ...headers, "webhook-id": "other" }, body }).catch((error) => error);
const lost = await ringback.get("/healthz").catch((error) => error);
console.log(told(await callbacks.receive(request)));
console.log(refused instanceof CallbackError && refused.status);
console.log(lost instanceof NoAnswer && !(lost instanceof ApiProblem));
`;

const options = {
  target: "es2024",
  lib: ["es2024"],
  module: "nodenext",
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  types: ["node"],
  typeRoots: [resolve("node_modules/@types")],
};

const folder = mkdtempSync(join(tmpdir(), "ringback-package-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const consumer = join(folder, "consumer");
const tsc = resolve("node_modules/typescript/bin/tsc");

function run(command: string, args: string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  expect(status, `${command} ${args.join(" ")}: ${stdout}${stderr}`).toBe(0);
  return stdout;
}

/** Packs the package, built into a folder of its own, and unpacks it where another one would have it, alone. */
beforeAll(() => {
  const source = join(folder, "source");
  mkdirSync(join(source, "web"), { recursive: true });
  for (const name of ["package.json", "README.md", "CHANGELOG.md", "LICENSE", "bin", "docs"])
    cpSync(name, join(source, name), { recursive: true });
  run(process.execPath, [tsc, "-p", "tsconfig.build.json", "--outDir", join(source, "dist")], ".");
  run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], source);
  const packed = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
  mkdirSync(join(consumer, "node_modules"), { recursive: true });
  run("tar", ["-xzf", join(folder, packed), "-C", join(consumer, "node_modules")], folder);
  run("mv", ["package", "ringback"], join(consumer, "node_modules"));
  writeFileSync(join(consumer, "package.json"), '{"type":"module"}');
  writeFileSync(
    join(consumer, "tsconfig.json"),
    JSON.stringify({ compilerOptions: options, files: ["use.ts"] }),
  );
  writeFileSync(join(consumer, "use.ts"), program);
}, 120_000);

describe("the package, installed by somebody else", () => {
  it("has types that a strict program takes, and that catch what is wrong", () => {
    symlinkSync(resolve("node_modules/undici-types"), join(consumer, "node_modules/undici-types"));
    run(process.execPath, [tsc, "-p", consumer], consumer);
  });

  it("runs ringback/client and ringback/receiver without any other package", () => {
    const said = run(process.execPath, ["use.js"], consumer);
    expect(said.split("\n")).toEqual(["done", "401", "true", ""]);
  });

  it("opens nothing else of itself", () => {
    const code = 'import("ringback/dist/http/app.js").catch((error) => console.log(error.code))';
    const said = run(process.execPath, ["--input-type=module", "-e", code], consumer);
    expect(said.trim()).toBe("ERR_PACKAGE_PATH_NOT_EXPORTED");
    const { bin } = JSON.parse(
      readFileSync(join(consumer, "node_modules/ringback/package.json"), "utf8"),
    ) as {
      bin: { ringback: string };
    };
    expect(readFileSync(join(consumer, "node_modules/ringback", bin.ringback), "utf8")).toMatch(/^#!/);
  });
});
