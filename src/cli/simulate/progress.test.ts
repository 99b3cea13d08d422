import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fakes/clock.ts";
import { Sink } from "../../../test/fakes/sink.ts";
import { Progress } from "./progress.ts";

describe("Progress", () => {
  it("writes a line every five seconds where nobody watches", async () => {
    const clock = new FakeClock();
    const sink = new Sink();
    const progress = new Progress(sink.as(false), clock, 100);
    for (let done = 1; done <= 11; done += 1) {
      await clock.advance(1000);
      progress.show(done, done > 5 ? "1 refused" : "");
    }
    progress.clear();
    expect(sink.text).toBe("5 of 100  1.0/s\n10 of 100  1.0/s  1 refused\n");
  });

  it("redraws a bar in place on a terminal, no wider than that, and takes it away", async () => {
    const clock = new FakeClock();
    const sink = new Sink();
    const progress = new Progress(sink.as(true, 50), clock, 100);
    await clock.advance(99);
    progress.show(1, "");
    expect(sink.text).toBe("");
    await clock.advance(9901);
    progress.show(50, "this is far too long");
    const bar = `[${"#".repeat(15)}${".".repeat(15)}]  50 of 100  5.0/s  this`.slice(0, 49);
    expect(sink.text).toBe(`\r\u001b[2K${bar}`);
    progress.clear();
    expect(sink.text).toBe(`\r\u001b[2K${bar}\r\u001b[2K`);
  });
});
