import { describe, expect, it } from "vitest";
import { Sink } from "../../test/fakes/sink.ts";
import { createLog } from "./log.ts";

describe("createLog", () => {
  it("writes JSON lines with ISO times, from its level on", () => {
    const sink = new Sink();
    const log = createLog("warn", sink);
    log.info({ n: 1 }, "not said");
    log.warn({ n: 2 }, "said");
    const lines = sink.text.trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { level: 40, time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/), n: 2, msg: "said" },
    ]);
  });

  it.each(["authorization", "cookie", "token", "secret", "password"])("never writes a %s", (name) => {
    const sink = new Sink();
    const log = createLog("trace", sink);
    log.info({ [name]: "hunter2" }, "at the top");
    log.info({ headers: { [name]: "hunter2", host: "example.com" } }, "one below");
    log.child({ [name]: "hunter2" }).info("of a child");
    expect(sink.text).not.toContain("hunter2");
    expect(sink.text).toContain("example.com");
    expect(sink.text.trim().split("\n")).toHaveLength(3);
  });
});
