/** A page of `docs/` as the dashboard shows it: made from its Markdown at build time, so that no parser is loaded. */
export interface DocPage {
  title: string;
  blocks: Block[];
  headings: Heading[];
}

export interface Heading {
  /** What a link to it ends with; the way GitHub makes it from the text. */
  id: string;
  text: string;
  depth: number;
}

export type Block =
  /** `anchors`: further names that links may use (`<a id="405"></a>` before the heading). */
  | { type: "heading"; depth: number; id: string; anchors: string[]; inlines: Inline[] }
  | { type: "paragraph"; inlines: Inline[] }
  | { type: "code"; language: string; text: string }
  | { type: "list"; ordered: boolean; items: Block[][] }
  | { type: "table"; head: Inline[][]; rows: Inline[][][] }
  | { type: "quote"; blocks: Block[] };

export type Inline =
  | string
  | { type: "code"; text: string }
  | { type: "strong" | "em"; inlines: Inline[] }
  | { type: "link"; to: LinkTarget; inlines: Inline[] };

/** Another page (or this one) of the help, or somewhere on the web. */
export type LinkTarget = { page: string; hash: string } | { url: string };

/** What the index of the help shows: `docs/contents.json` with what the pages say themselves. */
export interface DocGroup {
  title: string;
  pages: { id: string; title: string; about: string; headings: Heading[] }[];
}
