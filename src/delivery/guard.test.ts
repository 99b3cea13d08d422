import { describe, expect, it } from "vitest";
import { compileAddressPolicy } from "../contract/address-classes.ts";
import { findDestination } from "./guard.ts";

const strict = compileAddressPolicy({ allowLoopback: false, allow: [] });
const never = (): never => {
  throw new Error("a literal address must not be resolved");
};

describe("findDestination", () => {
  it("lets through only what is allowed, IPv4 and IPv6 in turn", async () => {
    const resolve = async () => [
      "1.1.1.1",
      "10.0.0.1",
      "8.8.8.8",
      "::1",
      "2606:4700::1",
      "9.9.9.9",
      "2606:4700::2",
    ];
    expect(await findDestination("Many.Example.", resolve, strict)).toEqual({
      identity: "many.example",
      addresses: ["1.1.1.1", "2606:4700::1", "8.8.8.8", "2606:4700::2", "9.9.9.9"],
      named: true,
    });
  });

  it("tries at most eight addresses", async () => {
    const resolve = async () => Array.from({ length: 300 }, (_, i) => `8.8.4.${i % 256}`);
    expect((await findDestination("many.example", resolve, strict)).addresses).toHaveLength(8);
  });

  it.each([
    ["8.8.8.8", "8.8.8.8"],
    ["134744072", "8.8.8.8"],
    ["[2606:4700::1]", "2606:4700::1"],
    ["2606:4700::1", "2606:4700::1"],
  ])("%s is the literal address %s", async (hostname, address) => {
    expect(await findDestination(hostname, never, strict)).toEqual({
      identity: address,
      addresses: [address],
      named: false,
    });
  });

  it.each([
    ["10.0.0.1", "10.0.0.1 cannot be called: callbacks may not reach such an address (private)"],
    ["0x7f.1", "127.0.0.1 cannot be called: callbacks may not reach such an address (loopback)"],
    ["[::1]", "::1 cannot be called: callbacks may not reach such an address (loopback)"],
    ["fe80::1%eth0", "fe80::1%eth0 cannot be called: callbacks may not reach such an address (zone id)"],
    ["a*b.example", "a*b.example is neither a name nor an address"],
  ])("%s is blocked", async (hostname, message) => {
    await expect(findDestination(hostname, never, strict)).rejects.toMatchObject({
      class: "blocked",
      message,
    });
  });

  it("names the name and the classes, not the addresses behind it", async () => {
    const resolve = async () => ["10.1.2.3", "10.1.2.4", "fe80::1"];
    await expect(findDestination("intern.example", resolve, strict)).rejects.toMatchObject({
      class: "blocked",
      message:
        "intern.example cannot be called: it leads to an address that callbacks may not reach (private, link-local)",
    });
  });
});
