import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const macPlaces = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

/** Chromium's own traffic is off: nothing leaves the machine but what a page asks for. */
const flags = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const isRoot = process.getuid?.() === 0;

/** The Chromium of the system: `CHROMIUM`, else one in the path; null where there is none. */
function onTheSystem(): string | null {
  const { CHROMIUM, PATH = "" } = process.env;
  const places = PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return [...(CHROMIUM === undefined ? [] : [CHROMIUM]), ...places, ...macPlaces].find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function ran(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: "inherit" }).status === 0;
}

/** Playwright's own download, which lies where `playwright-core` then finds it. */
function download(): string {
  const require = createRequire(import.meta.url);
  const cli = join(dirname(require.resolve("playwright-core/package.json")), "cli.js");
  if (!ran(process.execPath, cli, "install", "chromium")) {
    throw new Error("no Chromium: install one, or name it in CHROMIUM");
  }
  return chromium.executablePath();
}

/**
 * A Chromium to test with: the system's, else the one of Debian's packages (as root), else Playwright's own download.
 *
 * @throws Error where none can be had
 */
export function findChromium(): string {
  const found = onTheSystem();
  if (found !== null) return found;
  if (isProgram(chromium.executablePath())) return chromium.executablePath();
  console.error("Obtaining Chromium for the dashboard's tests…");
  const debian = isRoot && isProgram("/usr/bin/apt-get");
  if (debian && (installDebian() || (ran("apt-get", "update") && installDebian()))) {
    return onTheSystem() ?? download();
  }
  return download();
}

const installDebian = (): boolean =>
  ran("apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-noto-core");

/** Starts it without a window. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: findChromium(),
    args: isRoot ? [...flags, "--no-sandbox"] : flags,
  });
