import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { en } from "../en/index.ts";
import { translator } from "../told.ts";
import { hi, told } from "./index.ts";

/** Every text with its place; a function of a text is called with something for each value. */
function* texts(group: unknown, place: string): Generator<[string, string]> {
  if (typeof group === "string") yield [place, group];
  else if (typeof group === "function") yield [place, String(group(...Array(group.length).fill(2)))];
  else for (const [key, value] of Object.entries(group as object)) yield* texts(value, `${place}.${key}`);
}

/** Names, abbreviations and examples, which are the same in any language. */
const same =
  /^(Ringback|DNS|TLS|CSV|URL|p50|p95|p95 2|2|2, 2|Enter|Esc|r|R|J K|j {2}k {2}↓ {2}↑|Ctrl [KS]|2 – 2|2: 2|: 2|OutReach Plan|https:\S+|X-API-Key|HMAC-SHA256 \(v1\)|ed25519 \(v1a\)|\d{3} [A-Za-z ]+)$/;

test("says everything in Hindi that is said in English", () => {
  const hindi = new Map(texts(hi, "hi"));
  const left = [...texts(en, "hi")].filter(
    ([place, text]) => (hindi.get(place) ?? text) === text && !same.test(text),
  );
  expect(left).toEqual([]);
});

test("writes Hindi in Devanagari", () => {
  const latin = [...texts(hi, "hi")].filter(([, text]) => !/[\u0900-\u097f]/.test(text) && !same.test(text));
  expect(latin).toEqual([]);
});

/** Sentences that a source file holds, with something in the place of what varies. */
function sentences(file: string): string[] {
  const source = readFileSync(file, "utf8").replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const literals = source.matchAll(/"((?:[^"\\\n]|\\.)+)"|`((?:[^`\\]|\\.)+)`/g);
  return [...literals].flatMap(([, plain, template]) => {
    const text = plain ?? (template ?? "").replaceAll(/\$\{[^}]*\}/g, "Xy");
    return /^(?:[A-Z"]|the |what |no |answered |is |must |every )/.test(text) &&
      (text.match(/ /g)?.length ?? 0) > 1
      ? [text]
      : [];
  });
}

const translate = translator(told);
/** A label that varies is translated with its sentence. */
const isSaid = (text: string): boolean =>
  ["Xy", "Auth Value", "state"].some((label) => {
    const sentence = text.replace("Xy", label);
    return translate(sentence) !== sentence;
  });
/** Parts of sentences, and what only developers are told. */
const parts =
  /^(?:Write a public name|Nothing was sent, and this waits)|\. Xy$|Write the list of callbacks|^Call Back Later$|XyXy|must accept POST at this path\.|^Xy to Xy, which|fixed-source proxy Xy$/;

describe.each(
  [
    ...globSync("src/contract/{callback-*,auth-header,advanced-settings,process-fields}.ts"),
    ...globSync(
      "src/delivery/{hints,failure,source-fault,guard,dial,exchange,dns-query,attempt-outcome,health}.ts",
    ),
    "src/outreach/phone.ts",
  ].filter((file) => !file.endsWith(".test.ts")),
)("%s", (file) => {
  test("says nothing that has no Hindi", () => {
    const said = sentences(file).filter((text) => !parts.test(text));
    expect(said.length).toBeGreaterThan(0);
    expect(said.filter((text) => !isSaid(text))).toEqual([]);
  });
});
