import { expect } from "vitest";
import type { Answer } from "./api.ts";

/** Expects an error in the form of RFC 9457, with the fields that clients of the compatible API read. */
export function expectProblem(
  answer: Answer,
  status: number,
  detail: string,
  more: Record<string, unknown> = {},
): void {
  expect(answer.json).toEqual({
    type: "about:blank",
    title: expect.any(String),
    status,
    detail,
    success: false,
    error: detail,
    ...more,
  });
  expect(answer.status).toBe(status);
  expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
}

/** Expects 400 that names exactly these fields, whatever it says of them. */
export function expectWrongFields(answer: Answer, paths: readonly string[]): void {
  expect(answer.json.errors?.map(({ path }) => path)).toEqual(paths);
  expect(answer.json).toMatchObject({ status: 400, success: false, error: answer.json.detail });
  expect(answer.status).toBe(400);
}

/** An id that nothing has. */
export const unknownId = "6964f2c80000000000000000";
