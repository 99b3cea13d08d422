/**
 * Checks that imports follow the house: each room of `src/` imports only from itself and from rooms below it
 * (the list is DESIGN.md's, top first), and the dashboard, `web/`, knows of `src/` only `contract/`. Exits 1 and
 * names each import that goes the wrong way.
 */
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const rooms = [
  "cli",
  "receiver",
  "client",
  "http",
  "inbound",
  "delivery",
  "store",
  "outreach",
  "callbacks",
  "contract",
  "platform",
];
const wrong: string[] = [];
let seen = 0;

for (const file of globSync("src/**/*.ts")) {
  const room = file.split("/")[1] ?? "";
  if (!rooms.includes(room)) wrong.push(`${file}: lies in no room of the house (${rooms.join(", ")})`);
  for (const [, specifier] of readFileSync(file, "utf8").matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)) {
    seen += 1;
    const target = normalize(join(dirname(file), specifier ?? ""));
    const inTest = file.endsWith(".test.ts") && target.startsWith("test/");
    if (inTest) continue;
    const targetRoom = target.split("/")[1] ?? "";
    if (!target.startsWith("src/") || rooms.indexOf(targetRoom) < rooms.indexOf(room)) {
      wrong.push(`${file}: imports ${target}, which is not below ${room}/`);
    }
  }
}

for (const file of globSync("web/**/*.{ts,tsx}", { exclude: ["web/dist/**"] })) {
  for (const [, specifier] of readFileSync(file, "utf8").matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)) {
    seen += 1;
    const target = normalize(join(dirname(file), specifier ?? ""));
    const inTest = /\.test\.tsx?$/.test(file) && target.startsWith("test/");
    if (!inTest && !target.startsWith("web/") && !target.startsWith("src/contract/"))
      wrong.push(`${file}: imports ${target}; the dashboard knows only contract/`);
  }
}

for (const line of wrong) console.error(line);
if (seen === 0) console.error("no import found: the check looked in the wrong place");
process.exit(wrong.length > 0 || seen === 0 ? 1 : 0);
