import { marked, type Token, type Tokens } from "marked";
import type { Block, DocPage, Inline, LinkTarget } from "./page.ts";

/** Which pages there are, and which of them is read. */
interface Around {
  id: string;
  pages: readonly string[];
}

/**
 * Reads a page of the documentation. Its first heading is the title; links to pages of `docs/` that the help has
 * become links within it, and those to other files of the repository plain text.
 *
 * @throws Error where the Markdown has something that the dashboard does not show
 */
export function readPage(markdown: string, around: Around): DocPage {
  const reader = new Reader(around);
  const all = reader.blocks(marked.lexer(markdown));
  const [first, ...blocks] = all;
  if (first?.type !== "heading" || first.depth !== 1)
    throw new Error(`docs/${around.id}.md does not begin with its title`);
  const headings = blocks.flatMap((block) =>
    block.type === "heading" ? [{ id: block.id, text: plain(block.inlines), depth: block.depth }] : [],
  );
  return { title: plain(first.inlines), blocks, headings };
}

/** The words of a text, without its marks. */
export function plain(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      if (typeof inline === "string") return inline;
      return inline.type === "code" ? inline.text : plain(inline.inlines);
    })
    .join("");
}

/** The id of a heading, as GitHub makes it. */
export const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, "")
    .replaceAll(" ", "-");

class Reader {
  readonly #around: Around;
  readonly #slugs = new Map<string, number>();
  /** Names given just before a heading. */
  #anchors: string[] = [];

  constructor(around: Around) {
    this.#around = around;
  }

  blocks(tokens: readonly Token[]): Block[] {
    return tokens.flatMap((token) => this.#block(token) ?? []);
  }

  #block(token: Token): Block | null {
    switch (token.type) {
      case "space":
        return null;
      case "heading":
        return this.#heading(token as Tokens.Heading);
      case "paragraph":
      case "text":
        return this.#paragraph(token);
      case "code":
        return { type: "code", language: (token as Tokens.Code).lang ?? "", text: token.text };
      case "list": {
        const { ordered, items } = token as Tokens.List;
        return { type: "list", ordered, items: items.map((item) => this.blocks(item.tokens)) };
      }
      case "table": {
        const { header, rows } = token as Tokens.Table;
        const cells = (row: Tokens.TableCell[]) => row.map((cell) => this.#inlines(cell.tokens));
        return { type: "table", head: cells(header), rows: rows.map(cells) };
      }
      case "blockquote":
        return { type: "quote", blocks: this.blocks((token as Tokens.Blockquote).tokens) };
      default:
        throw new Error(`docs/${this.#around.id}.md has ${token.type}, which the help does not show`);
    }
  }

  #heading({ depth, tokens }: Tokens.Heading): Block {
    const inlines = this.#inlines(tokens);
    const slug = slugOf(plain(inlines));
    const seen = this.#slugs.get(slug) ?? 0;
    this.#slugs.set(slug, seen + 1);
    const anchors = this.#anchors;
    this.#anchors = [];
    return { type: "heading", depth, id: seen === 0 ? slug : `${slug}-${seen}`, anchors, inlines };
  }

  #paragraph(token: Token): Block | null {
    const named = [...token.raw.matchAll(/<a id="([\w-]+)"><\/a>/g)].map(([, name = ""]) => name);
    if (named.length > 0) {
      this.#anchors.push(...named);
      return null;
    }
    const { tokens, text } = token as Tokens.Text;
    return { type: "paragraph", inlines: tokens === undefined ? [text] : this.#inlines(tokens) };
  }

  #inlines(tokens: readonly Token[]): Inline[] {
    return tokens.flatMap((token) => this.#inline(token));
  }

  #inline(token: Token): Inline[] {
    switch (token.type) {
      case "text":
      case "escape":
        return [unescaped((token as Tokens.Text).text)];
      case "codespan":
        return [{ type: "code", text: unescaped(token.text) }];
      case "strong":
      case "em":
        return [{ type: token.type, inlines: this.#inlines((token as Tokens.Strong).tokens) }];
      case "link": {
        const { href, tokens } = token as Tokens.Link;
        const to = this.#target(href);
        const inlines = this.#inlines(tokens);
        return to === null ? inlines : [{ type: "link", to, inlines }];
      }
      default:
        throw new Error(
          `docs/${this.#around.id}.md has ${token.type} in a text, which the help does not show`,
        );
    }
  }

  #target(href: string): LinkTarget | null {
    if (/^https?:/.test(href)) return { url: href };
    const [file = "", hash = ""] = href.split("#");
    const page = file === "" ? this.#around.id : (/^([\w-]+)\.md$/.exec(file)?.[1] ?? "");
    return this.#around.pages.includes(page) ? { page, hash } : null;
  }
}

/** Marked leaves entities that stand in Markdown as they are. */
const unescaped = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
