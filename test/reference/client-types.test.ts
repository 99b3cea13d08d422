import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { apiTypes } from "../../scripts/api-types.ts";

it("the types of ringback/client are those of the document", () => {
  const written = readFileSync("src/client/schema.ts", "utf8");
  expect(apiTypes() === written, "the API has changed: run `npm run api:types`").toBe(true);
});
