import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";

/** What the dashboard may load before its first screen shows, gzip, in bytes (QUALITY.md "Speed"). */
const mostBytes = 250 * 1024;
const firstScreen = "routes/processes.tsx";

interface Chunk {
  file: string;
  imports?: string[];
  css?: string[];
  assets?: string[];
}

/**
 * Weighs what a browser loads until the first screen shows: the page, the entry and the first screen's code with all
 * that they import, their styles, and the Latin font. Prints the sum; returns whether it is within the limit.
 *
 * @param folder where the dashboard was built, with Vite's manifest
 */
export function checkFirstLoad(folder: string): boolean {
  const manifest = JSON.parse(readFileSync(join(folder, ".vite/manifest.json"), "utf8")) as Record<
    string,
    Chunk
  >;
  const files = new Set(["index.html", "assets/scheme.js"]);
  const take = (name: string): void => {
    const chunk = manifest[name];
    if (chunk === undefined) throw new Error(`the dashboard's manifest has no ${name}`);
    if (files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    // Of the fonts a browser loads those that the text needs: Latin.
    for (const font of chunk.assets ?? []) if (/inter-latin-wght-normal/.test(font)) files.add(font);
    for (const imported of chunk.imports ?? []) take(imported);
  };
  take("index.html");
  take(firstScreen);
  const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0);
  const kilobytes = (bytes / 1024).toFixed(1);
  const within = bytes <= mostBytes;
  const line = `The dashboard's first load is ${kilobytes} KB gzip, of at most ${mostBytes / 1024} KB.`;
  if (within) console.log(line);
  else console.error(`${line} Load something later.`);
  return within;
}

/** Mantine names each of its styles so. */
const mantineClass = /\bm_[0-9a-f]{6,8}\b/g;

/**
 * Looks for styles of Mantine components that the built code uses and the built styles lack. Names the files to
 * import; returns whether there are none.
 *
 * @param folder where the dashboard was built
 */
export function checkMantineStyles(folder: string): boolean {
  const text = (pattern: string) => globSync(pattern).map((file) => readFileSync(file, "utf8"));
  const classesIn = (texts: string[]) => new Set(texts.flatMap((each) => each.match(mantineClass) ?? []));
  const used = classesIn(text(`${folder}/assets/*.js`));
  const styled = classesIn(text(`${folder}/assets/*.css`));
  const missing = globSync("node_modules/@mantine/core/styles/*.css")
    .filter((file) => !file.endsWith(".layer.css"))
    .filter((file) => [...classesIn(text(file))].some((name) => used.has(name) && !styled.has(name)));
  for (const file of missing) console.error(`web/theme/mantine.css lacks ${basename(file)}, which is used.`);
  if (used.size === 0) console.error("no Mantine component was found: the check looked in the wrong place");
  return missing.length === 0 && used.size > 0;
}
