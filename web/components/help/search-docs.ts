import type { DocGroup } from "../../docs/page.ts";

/** A page, or a heading of one, that a search found. */
export interface Hit {
  page: string;
  /** Null for the page itself. */
  heading: { id: string; text: string } | null;
  title: string;
  about: string;
}

/** Hits of one search at the most. */
const most = 20;

/** Pages and headings that have every word of a query, pages first. */
export function searchDocs(groups: readonly DocGroup[], query: string): Hit[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const has = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const all = groups.flatMap(({ pages }) => pages);
  const pages = all
    .filter(({ title, about }) => has(`${title} ${about}`))
    .map(({ id, title, about }) => ({ page: id, heading: null, title, about }));
  const headings = all.flatMap(({ id, title, about, headings: own }) =>
    own
      .filter(
        ({ text }) => has(`${text} ${title}`) && words.some((word) => text.toLowerCase().includes(word)),
      )
      .map((heading) => ({ page: id, heading, title, about })),
  );
  return [...pages, ...headings].slice(0, most);
}
