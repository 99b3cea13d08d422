import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/fakes/clock.ts";
import type { ProblemError } from "./problem.ts";
import { SignInLimits } from "./sign-in-limits.ts";

const refusal = (act: () => void): ProblemError | null => {
  try {
    act();
    return null;
  } catch (error) {
    return error as ProblemError;
  }
};

describe("SignInLimits", () => {
  it("lets an address try ten times in fifteen minutes, whatever the accounts", async () => {
    const clock = new FakeClock(0);
    const limits = new SignInLimits(clock);
    for (let n = 0; n < 10; n += 1) limits.count("192.0.2.1", `${n}@example.com`);
    expect(refusal(() => limits.count("192.0.2.1", "x@example.com"))).toMatchObject({
      status: 429,
      retryAfterS: 900,
    });
    expect(refusal(() => limits.count("192.0.2.2", "x@example.com"))).toBeNull();
    await clock.advance(15 * 60_000);
    expect(refusal(() => limits.count("192.0.2.1", "x@example.com"))).toBeNull();
  });

  it("lets an account be tried twenty times, whatever the addresses", () => {
    const limits = new SignInLimits(new FakeClock(0));
    for (let n = 0; n < 20; n += 1) limits.count(`192.0.2.${n}`, "asha@example.com");
    expect(refusal(() => limits.count("198.51.100.1", "asha@example.com"))).toMatchObject({ status: 429 });
    expect(refusal(() => limits.count("198.51.100.1", "ravi@example.com"))).toBeNull();
  });

  it("counts a right password for nothing, and forgives nothing else of the address", () => {
    const limits = new SignInLimits(new FakeClock(0));
    for (let n = 0; n < 9; n += 1) limits.count("192.0.2.1", "asha@example.com");
    for (let n = 0; n < 30; n += 1) {
      limits.count("192.0.2.1", "own@example.com");
      limits.succeeded("192.0.2.1", "own@example.com");
    }
    limits.count("192.0.2.1", "asha@example.com");
    expect(refusal(() => limits.count("192.0.2.1", "asha@example.com"))).toMatchObject({ status: 429 });
  });

  it("takes a /64 of IPv6 for one address, and a mapped IPv4 address for itself", () => {
    const limits = new SignInLimits(new FakeClock(0));
    for (let n = 0; n < 10; n += 1) limits.count(`2001:db8:1:2::${n}`, `${n}@example.com`);
    expect(refusal(() => limits.count("2001:db8:1:2:ffff::1", "x@example.com"))).toMatchObject({
      status: 429,
    });
    expect(refusal(() => limits.count("2001:db8:1:3::1", "x@example.com"))).toBeNull();
    for (let n = 0; n < 10; n += 1) limits.count("192.0.2.1", `m${n}@example.com`);
    expect(refusal(() => limits.count("::ffff:192.0.2.1", "x@example.com"))).toMatchObject({ status: 429 });
  });
});
