import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { createSignInToken } from "../../src/cli/first-run.ts";
import { launchChromium } from "../support/chromium.ts";
import { startTestServer, type TestServer, type TestServerOptions } from "../support/server.ts";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Widths that every screen is looked at, CSS pixels. */
export const widths = { wide: 1440, narrow: 360 } as const;
export const schemes = ["light", "dark"] as const;

/** A Ringback with a real browser that is signed in by the printed link. */
export interface TestDashboard {
  readonly server: TestServer;
  readonly context: BrowserContext;
  /** What no page may cause: console errors, failed scripts, requests that leave the server's origin. */
  readonly faults: readonly string[];
  /** A new page, 1440 px wide; its faults are collected. */
  open(path: string): Promise<Page>;
  /** A browser's window of someone who is not signed in; faults are collected there too. */
  stranger(): Promise<BrowserContext>;
  stop(): Promise<void>;
}

/** @param options.signedIn false leaves the browser without a session */
export async function startDashboard(
  options: TestServerOptions & { signedIn?: boolean } = {},
): Promise<TestDashboard> {
  const { signedIn = true, ...serverOptions } = options;
  const server = await startTestServer(serverOptions);
  const browser: Browser = await launchChromium();
  const faults: string[] = [];
  const { origin } = new URL(server.url);
  const newContext = async (): Promise<BrowserContext> => {
    const made = await browser.newContext({
      viewport: { width: widths.wide, height: 900 },
      locale: "en-GB",
      timezoneId: "Asia/Kolkata",
    });
    made.setDefaultTimeout(30_000);
    made.on("page", (page) => collectFaults(page, origin, faults));
    return made;
  };
  const context = await newContext();
  if (signedIn) {
    const page = await context.newPage();
    await page.goto(`${server.url}/sign-in?token=${await createSignInToken(server.store)}`);
    await page.close();
  }
  return {
    server,
    context,
    faults,
    async open(path) {
      const page = await context.newPage();
      await page.goto(server.url + path);
      return page;
    },
    stranger: newContext,
    async stop() {
      await browser.close();
      await server.stop();
    },
  };
}

function collectFaults(page: Page, origin: string, faults: string[]): void {
  page.on("console", (message) => {
    // A refusal that the page handles: the browser logs every answer that is not 2xx.
    if (/Failed to load resource: the server responded with a status of (?:4\d\d|503)/.test(message.text()))
      return;
    if (message.type() === "error" || message.type() === "warning")
      faults.push(`${page.url()}: ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !/^(?:data|blob):$/.test(url.protocol))
      faults.push(`${page.url()}: asked ${url.origin}`);
  });
}

interface AxeResult {
  violations: { id: string; help: string; nodes: { target: unknown[]; failureSummary?: string }[] }[];
}

const everything = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** The rules that look at colours: what they find differs between the themes. */
const ofColours = ["color-contrast", "link-in-text-block"];

/**
 * What axe-core finds on a page as it stands: WCAG 2.2 A and AA, and its best practices; one line a finding.
 *
 * @param only `colours`: what else it asks was asked of the same page in the other theme
 */
export async function accessibilityFindings(page: Page, only?: "colours"): Promise<string[]> {
  const runOnly =
    only === "colours" ? { type: "rule", values: ofColours } : { type: "tag", values: everything };
  // A page learns of another theme with its next frame, and colours that are on their way there are nobody's.
  await page.evaluate(`new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    .then(() => Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null))))`);
  if ((await page.evaluate("typeof axe")) === "undefined") await page.evaluate(axeSource);
  const { violations } = await page.evaluate<AxeResult>(
    `axe.run(document, ${JSON.stringify({ runOnly, resultTypes: ["violations"] })})`,
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${id}: ${help} at ${target.join(" ")} (${failureSummary ?? ""})`,
    ),
  );
}

/** Whether the page itself scrolls sideways. */
export const scrollsSideways = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>("document.documentElement.scrollWidth > window.innerWidth + 1");
