import { csharp } from "./csharp.ts";
import { go } from "./go.ts";
import { java } from "./java.ts";
import { node } from "./node.ts";
import { php } from "./php.ts";
import { python } from "./python.ts";
import type { Snippet } from "./snippet.ts";

/** The languages of the receiving guide. */
export const snippets: readonly Snippet[] = [node, python, go, php, java, csharp];
