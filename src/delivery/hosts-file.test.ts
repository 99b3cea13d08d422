import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../platform/clock.ts";
import { openHostsFile, parseHosts } from "./hosts-file.ts";

describe("parseHosts", () => {
  test("reads addresses with their names, aliases, comments and odd spaces", () => {
    const hosts = parseHosts(
      [
        "# a comment",
        "10.1.2.3\tReceiver.Example  alias # the receiver",
        "  2001:db8::7 receiver.example\r",
        "10.1.2.3 receiver.example",
        "not-an-address some.name",
        "10.9.9.9",
        "",
      ].join("\n"),
    );
    expect([...hosts]).toEqual([
      ["receiver.example", ["10.1.2.3", "2001:db8::7"]],
      ["alias", ["10.1.2.3"]],
    ]);
  });
});

describe("openHostsFile", () => {
  let folder: string;
  let now = 0;
  const clock = { ...systemClock, now: () => now };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "ringback-hosts-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("follows a change, looking at most once a second", async () => {
    const path = join(folder, "hosts");
    await writeFile(path, "10.0.0.1 a.example");
    const hosts = openHostsFile(path, clock);
    expect(await hosts.lookup("a.example")).toEqual(["10.0.0.1"]);
    expect(await hosts.lookup("b.example")).toBeUndefined();

    await writeFile(path, "10.0.0.2 a.example");
    await utimes(path, 1, 1);
    now += 999;
    expect(await hosts.lookup("a.example")).toEqual(["10.0.0.1"]);
    now += 1;
    expect(await Promise.all([hosts.lookup("a.example"), hosts.lookup("a.example")])).toEqual([
      ["10.0.0.2"],
      ["10.0.0.2"],
    ]);
  });

  test("names nobody while it is missing, and everybody once it is there", async () => {
    const path = join(folder, "later");
    const hosts = openHostsFile(path, clock);
    expect(await hosts.lookup("a.example")).toBeUndefined();
    await writeFile(path, "10.0.0.1 a.example");
    now += 1_000;
    expect(await hosts.lookup("a.example")).toEqual(["10.0.0.1"]);
    await rm(path);
    now -= 5_000; // the clock was set back
    expect(await hosts.lookup("a.example")).toBeUndefined();
  });
});
