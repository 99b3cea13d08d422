import type { DocPage } from "../../docs/page.ts";

/**
 * The id of the heading that a hash of the URL means: its own, another name of it, or, for a status that has no
 * heading, that of its group (`503` is `5xx`). Null for none.
 */
export function headingOf(page: Pick<DocPage, "blocks">, hash: string): string | null {
  const group = /^([345])\d\d$/.exec(hash)?.[1];
  const names = group === undefined ? [hash] : [hash, `${group}xx`];
  for (const name of names) {
    const found = page.blocks.find(
      (block) => block.type === "heading" && (block.id === name || block.anchors.includes(name)),
    );
    if (found?.type === "heading") return found.id;
  }
  return null;
}
