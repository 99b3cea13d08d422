/** `ringback/client`: the API of a project, typed by its OpenAPI document. Needs `fetch` and nothing else. */
export { type ClientOptions, RingbackClient } from "./client.ts";
export { ApiProblem, NoAnswer } from "./errors.ts";
export type { Routes, Schemas } from "./schema.ts";
