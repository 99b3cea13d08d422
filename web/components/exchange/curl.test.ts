import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { curlOf } from "./curl.ts";

/** The words that a shell makes of a command. */
const wordsOf = (command: string): string[] =>
  execFileSync("sh", ["-c", `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${command}`], {
    encoding: "utf8",
  })
    .split("\0")
    .slice(0, -1);

it("is a command of which the shell makes exactly the request", () => {
  const body = `{"name":"Asha O'Brien $HOME \`id\` \\\\","note":"@file"}`;
  const command = curlOf("https://a.example/x?y=1&z=2", { "x-api-key": "it's ••••3f9a" }, body);
  expect(wordsOf(command)).toEqual([
    "https://a.example/x?y=1&z=2",
    "-H",
    "x-api-key: it's ••••3f9a",
    "--data-raw",
    body,
  ]);
});

it("leaves to curl what it makes itself", () => {
  const headers = { Host: "a.example", connection: "keep-alive", "Content-Length": "2", "webhook-id": "1" };
  expect(wordsOf(curlOf("https://a.example/", headers, "{}"))).toEqual([
    "https://a.example/",
    "-H",
    "webhook-id: 1",
    "--data-raw",
    "{}",
  ]);
});

it("tells curl that brackets in a URL are no patterns", () => {
  expect(wordsOf(curlOf("http://[2001:db8::1]/", {}, "{}"))[0]).toBe("--globoff");
});
