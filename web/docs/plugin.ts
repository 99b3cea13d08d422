import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { readPage } from "./markdown.ts";
import type { DocGroup, DocPage } from "./page.ts";

/** `docs/contents.json`: what the help shows, in this order. */
type Contents = { title: string; pages: { file: string; about: string }[] }[];

const docsFolder = join(import.meta.dirname, "../../docs");
const name = "virtual:ringback-docs";
const resolved = `\0${name}`;

const idOf = (file: string): string => file.replace(/\.md$/, "");

/** Reads the contents and every page that it names. */
export function readDocs(folder = docsFolder): { groups: DocGroup[]; pages: Map<string, DocPage> } {
  const contents = JSON.parse(readFileSync(join(folder, "contents.json"), "utf8")) as Contents;
  const files = contents.flatMap((group) => group.pages.map(({ file }) => file));
  const known = files.map(idOf);
  const read = (file: string) =>
    readPage(readFileSync(join(folder, file), "utf8"), { id: idOf(file), pages: known });
  const pages = new Map(files.map((file) => [idOf(file), read(file)]));
  const groups = contents.map(({ title, pages: listed }) => ({
    title,
    pages: listed.map(({ file, about }) => {
      const page = pages.get(idOf(file));
      return { id: idOf(file), title: page?.title ?? "", about, headings: page?.headings ?? [] };
    }),
  }));
  return { groups, pages };
}

/**
 * Lets the dashboard import `docs/`: its contents as `virtual:ringback-docs`, and each page as a chunk of its own,
 * loaded when it is looked at.
 */
export function docs(): Plugin {
  return {
    name: "ringback-docs",
    resolveId: (id) => (id === name || id.startsWith(`${name}/`) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(resolved)) return null;
      const { groups, pages } = readDocs();
      for (const page of pages.keys()) this.addWatchFile(join(docsFolder, `${page}.md`));
      this.addWatchFile(join(docsFolder, "contents.json"));
      if (id === resolved) return contentsModule(groups);
      return `export default ${JSON.stringify(pages.get(id.slice(resolved.length + 1)))}`;
    },
  };
}

function contentsModule(groups: readonly DocGroup[]): string {
  const loaders = groups
    .flatMap(({ pages }) => pages)
    .map(({ id }) => `${JSON.stringify(id)}: () => import("${name}/${id}")`);
  return `export const groups = ${JSON.stringify(groups)};\nexport const loadPage = { ${loaders.join(", ")} };`;
}
