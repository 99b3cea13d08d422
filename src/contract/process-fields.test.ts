import { describe, expect, it } from "vitest";
import { checkProcess, newProcessDefaults, processFields } from "./process-fields.ts";

describe("processFields", () => {
  const paths = (fields: unknown): string[] => {
    const parsed = processFields.partial().safeParse(fields);
    return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join("."));
  };

  it("takes what a new process starts with", () => {
    expect(processFields.parse({ name: "P", ...newProcessDefaults })).toEqual({
      name: "P",
      ...newProcessDefaults,
    });
    expect(checkProcess(newProcessDefaults)).toEqual([]);
  });

  it.each<[unknown, string[]]>([
    [{ name: "x".repeat(120) }, []],
    [{ name: "x".repeat(121) }, ["name"]],
    [{ defaultCountry: "IND" }, ["defaultCountry"]],
    [{ states: [{ name: "a", colour: "red" }] }, ["states.0"]],
    [{ states: Array.from({ length: 101 }, (_, n) => ({ name: `s${n}` })) }, ["states"]],
    [{ dispositions: [{ name: "a" }] }, ["dispositions.0.type"]],
    [{ dispositions: ["a", "a"].map((name) => ({ name, type: "neutral" })) }, ["dispositions.1.name"]],
  ])("%j", (fields, expected) => {
    expect(paths(fields)).toEqual(expected);
  });

  it("names each disposition that leads to a state which is not there", () => {
    const states = [{ name: "interested" }];
    expect(checkProcess({ states, dispositions: newProcessDefaults.dispositions })).toEqual([
      { path: "dispositions.1.toState", message: '"not_interested" is not one of the states' },
    ]);
  });
});
