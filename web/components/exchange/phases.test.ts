import { expect, it } from "vitest";
import { phasesOf } from "./phases.ts";

it("lays the phases out in order, and what is left of the whole is reading", () => {
  expect(phasesOf({ dns: 2, connect: 4, tls: 11, firstByte: 15, total: 33.2 })).toEqual([
    { name: "dns", ms: 2 },
    { name: "connect", ms: 4 },
    { name: "tls", ms: 11 },
    { name: "waiting", ms: 15 },
    { name: "reading", ms: 1.2 },
  ]);
});

it("leaves out what a kept-alive connection did not need", () => {
  expect(phasesOf({ dns: null, connect: null, tls: null, firstByte: 8, total: 8 })).toEqual([
    { name: "waiting", ms: 8 },
    { name: "reading", ms: 0 },
  ]);
});

it("was waiting all the time that is left where no byte came", () => {
  expect(phasesOf({ dns: 1, connect: 2, tls: null, firstByte: null, total: 15_000 })).toEqual([
    { name: "dns", ms: 1 },
    { name: "connect", ms: 2 },
    { name: "waiting", ms: 14_997 },
  ]);
});

it("has nothing where nothing took time, and nothing below zero where clocks round", () => {
  expect(phasesOf({ dns: null, connect: null, tls: null, firstByte: null, total: 0 })).toEqual([]);
  expect(phasesOf({ dns: 1.2, connect: 1.2, tls: null, firstByte: 3, total: 5.3 }).at(-1)).toEqual({
    name: "reading",
    ms: 0,
  });
});
