import { globSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { attemptErrorClasses } from "../../src/contract/delivery.ts";
import { headingOf } from "../components/help/heading-of.ts";
import type { Block, Inline } from "./page.ts";
import { readDocs } from "./plugin.ts";

const { groups, pages } = readDocs();

const linksIn = (inlines: readonly Inline[]): { page: string; hash: string }[] =>
  inlines.flatMap((inline) => {
    if (typeof inline === "string" || inline.type === "code") return [];
    const own = inline.type === "link" && "page" in inline.to ? [inline.to] : [];
    return [...own, ...linksIn(inline.inlines)];
  });

const linksOf = (blocks: readonly Block[]): { page: string; hash: string }[] =>
  blocks.flatMap((block) => {
    switch (block.type) {
      case "code":
        return [];
      case "list":
        return block.items.flatMap(linksOf);
      case "table":
        return [...block.head, ...block.rows.flat()].flatMap(linksIn);
      case "quote":
        return linksOf(block.blocks);
      default:
        return linksIn(block.inlines);
    }
  });

describe("the documentation in the help", () => {
  it("is every page of docs/, each with what it is about", () => {
    const files = globSync("docs/*.md").map((file) => file.replace(/^docs.(.*)\.md$/, "$1"));
    const listed = groups.flatMap((group) => group.pages.map(({ id }) => id));
    expect(listed.sort()).toEqual(files.sort());
    for (const { about, title } of groups.flatMap((group) => group.pages))
      expect(`${title}: ${about}`.length).toBeGreaterThan(20);
  });

  it.each([...pages.keys()])("of %s links to headings that exist", (id) => {
    const links = linksOf(pages.get(id)?.blocks ?? []).filter(({ hash }) => hash !== "");
    const dead = links.filter(({ page, hash }) => {
      const target = pages.get(page);
      return target === undefined || headingOf(target, hash) === null;
    });
    expect(dead).toEqual([]);
  });
});

describe("the troubleshooting of a hint", () => {
  const page = pages.get("troubleshooting") ?? { blocks: [] };

  it("is there for every class of error but a status, and for every status that is a failure", () => {
    for (const each of attemptErrorClasses)
      if (each !== "status") expect(headingOf(page, each), each).not.toBeNull();
    for (let status = 300; status < 600; status += 1) expect(headingOf(page, String(status))).not.toBeNull();
  });

  it.each([
    ["405", "405-the-endpoint-does-not-take-post"],
    ["403", "401-or-403-the-endpoint-refuses-the-credentials"],
    ["308", "3xx-the-endpoint-redirects"],
    ["422", "4xx-the-endpoint-refuses-the-request"],
    ["503", "5xx-the-endpoint-failed"],
    ["dns", "the-hosts-name-was-not-found"],
    ["200", null],
    ["constructor", null],
    ["", null],
  ])("of %j is %j", (hash, id) => {
    expect(headingOf(page, hash)).toBe(id);
  });
});
