import { hash, verify } from "@node-rs/argon2";
import { describe, expect, it } from "vitest";
import { hashPassword, isPassword, nobodysHash } from "./passwords.ts";

const parametersOf = (hashed: string) => hashed.split("$").slice(1, 4);

describe("passwords", () => {
  it("are hashed with argon2id, each with a salt of its own", async () => {
    const [one, two] = [await hashPassword("right password"), await hashPassword("right password")];
    expect(one).not.toBe(two);
    expect(parametersOf(one)).toEqual(["argon2id", "v=19", "m=19456,t=2,p=1"]);
    expect(await isPassword(one, "right password")).toBe(true);
    expect(await isPassword(one, "wrong password")).toBe(false);
  });

  it("of nobody cost the same work and are never right", async () => {
    // A hash that argon2 refuses to read would be refused at once.
    await expect(verify(nobodysHash, "anything")).resolves.toBe(false);
    expect(parametersOf(nobodysHash)).toEqual(parametersOf(await hash("x")));
    expect(await isPassword(undefined, "anything")).toBe(false);
  });
});
