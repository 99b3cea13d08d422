import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { en } from "../../web/strings/en/index.ts";
import { hi } from "../../web/strings/hi/index.ts";
import { accessibilityFindings, scrollsSideways, widths } from "./dashboard.ts";
import { type Scene, startScene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
}, 180_000);
afterAll(() => scene.stop());

/** The browser has chosen Hindi before. */
async function open(path: string, width: number): Promise<Page> {
  const page = await scene.dashboard.context.newPage();
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ reducedMotion: "reduce", colorScheme: "light" });
  await page.addInitScript("localStorage.setItem('ringback.language', 'hi')");
  await page.goto(scene.dashboard.server.url + path);
  return page;
}

/** English texts of two words and more. */
function sentences(group: unknown): string[] {
  if (typeof group === "string") return / /.test(group) && !group.startsWith("Ctrl ") ? [group] : [];
  if (typeof group === "object" && group !== null) return Object.values(group).flatMap(sentences);
  return [];
}
const english = new Set(sentences(en));

/** Lines on the page that are said in English. */
async function left(page: Page): Promise<string[]> {
  const lines = (await page.locator("body").innerText()).split("\n").map((line) => line.trim());
  return lines.filter((line) => english.has(line));
}

const shown = (page: Page, words: string) => page.getByText(words).first().waitFor();

const screens: {
  path: (scene: Scene) => string;
  show: (page: Page) => Promise<unknown>;
  documents?: true;
}[] = [
  { path: () => "/", show: (page) => shown(page, hi.processes.columns.callbacks) },
  {
    path: ({ processId }) => `/processes/${processId}`,
    async show(page) {
      const section = page.getByRole("button", { name: hi.callback.advanced });
      await section.waitFor();
      if ((await section.getAttribute("aria-expanded")) === "false") await section.click();
      await shown(page, hi.callback.title);
      const add = page.getByRole("button", { name: hi.callback.add });
      await add.click();
      const url = page.getByLabel(hi.callback.url).last();
      await url.fill("http://10.0.0.1/x");
      await url.blur();
      await shown(page, "सार्वजनिक नहीं है");
    },
  },
  { path: () => "/deliveries", show: (page) => shown(page, hi.deliveries.whatHappened) },
  { path: () => "/leads", show: (page) => page.getByRole("link", { name: "Asha Verma" }).waitFor() },
  { path: ({ leadId }) => `/leads/${leadId}`, show: (page) => shown(page, hi.lead.timeline) },
  { path: () => "/inspector", show: (page) => shown(page, hi.inspector.urlHint) },
  // Its frame: the pages of the documentation are in English.
  { path: () => "/help", documents: true, show: (page) => page.getByLabel(hi.help.search).first().waitFor() },
  { path: () => "/settings", show: (page) => shown(page, hi.settings.deployment) },
];

const cases = screens.flatMap((screen, index) =>
  Object.values(widths).map((width) => ({ screen, width, what: `screen ${index + 1} at ${width} px` })),
);

describe("in Hindi", () => {
  it.each(cases)(
    "$what says nothing in English, fits, and axe finds nothing",
    async ({ screen, width }) => {
      const before = scene.dashboard.faults.length;
      const page = await open(screen.path(scene), width);
      try {
        await screen.show(page);
        expect(await page.evaluate("document.documentElement.lang")).toBe("hi");
        if (!screen.documents) expect(await left(page)).toEqual([]);
        expect(await scrollsSideways(page)).toBe(false);
        expect(await accessibilityFindings(page)).toEqual([]);
        expect(scene.dashboard.faults.slice(before)).toEqual([]);
      } finally {
        await page.close();
      }
    },
    90_000,
  );

  it("is chosen among the settings, and left again", async () => {
    const page = await scene.dashboard.open("/settings");
    await page.getByText("हिन्दी").click();
    await page.getByRole("heading", { name: hi.nav.settings, level: 1 }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: hi.nav.settings, level: 1 }).waitFor();
    await page.getByText("English").click();
    await page.getByRole("heading", { name: en.nav.settings, level: 1 }).waitFor();
    await page.close();
  }, 90_000);
});
