import type { Page, Routes } from "./schema.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Paths that a method has. */
export type PathOf<M extends Method> = keyof Routes extends infer R
  ? R extends `${M} ${infer P}`
    ? P
    : never
  : never;

export type RouteOf<M extends Method, P extends string> = `${M} ${P}` extends keyof Routes
  ? Routes[`${M} ${P}`]
  : never;

/** What a request takes beyond what the route does. */
export interface RequestOptions {
  signal?: AbortSignal;
}

type Given<I> = I & RequestOptions;

/** The second argument of a request, which may be left out where nothing in it is needed. */
export type Input<R> = R extends { input: infer I }
  ? Record<never, never> extends I
    ? [input?: Given<I>]
    : [input: Given<I>]
  : never;

export type AnswerOf<R> = R extends { answer: infer A } ? A : never;

/** Paths of lists, which have pages. */
export type ListPath = {
  [P in PathOf<"GET">]: AnswerOf<RouteOf<"GET", P>> extends Page<unknown> ? P : never;
}[PathOf<"GET">];

export type EntryOf<P extends ListPath> =
  AnswerOf<RouteOf<"GET", P>> extends { data: (infer E)[] } ? E : never;
