import { Link } from "@tanstack/react-router";
import { createElement, type ReactNode } from "react";
import type { Block, DocPage, Inline, LinkTarget } from "../../docs/page.ts";
import { useStrings } from "../../strings/strings.ts";
import { CopyButton } from "../Copy.tsx";
import classes from "./doc.module.css";

/** What is wider than the page is scrolled to by the arrow keys, too. */
const scrollable = (label: string) => ({ tabIndex: 0, role: "group", "aria-label": label });

/** The text of a page. `asked` is the id of the heading that a link led to. */
export function DocText({ page, asked }: { page: DocPage; asked: string | null }) {
  return (
    <article className={classes.text} lang="en">
      <Blocks blocks={page.blocks} asked={asked} />
    </article>
  );
}

function Blocks({ blocks, asked = null }: { blocks: readonly Block[]; asked?: string | null }) {
  // A page never changes while it is shown, so a place is a key.
  return blocks.map((block, place) => createElement(Shown, { block, asked, key: place }));
}

function Shown({ block, asked }: { block: Block; asked: string | null }): ReactNode {
  switch (block.type) {
    case "heading":
      return createElement(
        `h${block.depth}`,
        { id: block.id, "data-asked": asked === block.id || undefined },
        <Inlines inlines={block.inlines} />,
      );
    case "paragraph":
      return (
        <p>
          <Inlines inlines={block.inlines} />
        </p>
      );
    case "code":
      return <Code text={block.text} />;
    case "list":
      return createElement(
        block.ordered ? "ol" : "ul",
        null,
        ...block.items.map((item, place) => createElement(Item, { item, key: place })),
      );
    case "table":
      return <Table head={block.head} rows={block.rows} />;
    case "quote":
      return (
        <blockquote>
          <Blocks blocks={block.blocks} />
        </blockquote>
      );
  }
}

/** A point of a list; one that is a single text stands without a paragraph around it. */
function Item({ item }: { item: readonly Block[] }) {
  const [only] = item;
  if (item.length === 1 && only?.type === "paragraph")
    return (
      <li>
        <Inlines inlines={only.inlines} />
      </li>
    );
  return (
    <li>
      <Blocks blocks={item} />
    </li>
  );
}

function Code({ text }: { text: string }) {
  const { help } = useStrings();
  return (
    <div className={classes.code}>
      <pre {...scrollable(help.code)}>
        <code>{text}</code>
      </pre>
      <div className={classes.copy}>
        <CopyButton text={text} />
      </div>
    </div>
  );
}

function Table({ head, rows }: { head: readonly Inline[][]; rows: readonly Inline[][][] }) {
  const { help } = useStrings();
  const cells = (tag: "th" | "td", row: readonly Inline[][]) =>
    row.map((inlines, place) =>
      createElement(
        // Nothing is no name of a column.
        inlines.length === 0 ? "td" : tag,
        { key: place, ...(tag === "th" && inlines.length > 0 && { scope: "col" }) },
        <Inlines inlines={inlines} />,
      ),
    );
  return (
    <div className={classes.wide} {...scrollable(help.table)}>
      <table>
        <thead>{createElement("tr", null, cells("th", head))}</thead>
        <tbody>{rows.map((row, place) => createElement("tr", { key: place }, cells("td", row)))}</tbody>
      </table>
    </div>
  );
}

function Inlines({ inlines }: { inlines: readonly Inline[] }) {
  return inlines.map((inline, place) => createElement(Word, { inline, key: place }));
}

function Word({ inline }: { inline: Inline }): ReactNode {
  if (typeof inline === "string") return inline;
  if (inline.type === "code") return <code>{inline.text}</code>;
  const inner = <Inlines inlines={inline.inlines} />;
  if (inline.type === "link") return <Target to={inline.to}>{inner}</Target>;
  return createElement(inline.type, null, inner);
}

function Target({ to, children }: { to: LinkTarget; children: ReactNode }) {
  if ("url" in to)
    return (
      <a href={to.url} target="_blank" rel="noreferrer">
        {children}
      </a>
    );
  return (
    <Link to="/help/$page" params={{ page: to.page }} hash={to.hash}>
      {children}
    </Link>
  );
}
