import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const bin = new URL("../../bin/ringback.js", import.meta.url);

/** Runs the program on this Node, which says that it is another one. */
function runAs(version: string) {
  const pretend = `Object.defineProperty(process, "version", { value: "v${version}" });
    Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });
    process.argv[1] = ${JSON.stringify(fileURLToPath(bin))};
    process.argv[2] = "--version";
    await import(${JSON.stringify(bin.href)});`;
  return spawnSync(process.execPath, ["--input-type=module", "-e", pretend], { encoding: "utf8" });
}

describe("bin/ringback.js", () => {
  it.each(["18.20.8", "20.20.2", "22.18.0"])("says one line on Node %s and exits 1", (version) => {
    const { status, stdout, stderr } = runAs(version);
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: "",
      stderr: `Ringback needs Node 22.19 or newer; this is v${version}.\n`,
    });
  });

  it.each(["22.19.0", "24.0.0", "26.10.0"])("runs on Node %s", (version) => {
    expect(runAs(version)).toMatchObject({ status: 0, stderr: "" });
  });
});
