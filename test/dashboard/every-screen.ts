import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFindings, scrollsSideways, widths } from "./dashboard.ts";
import { look, type Width } from "./look.ts";
import { type Scene, startScene } from "./scene.ts";
import { screens } from "./screens.ts";

/** The tests of every screen at one width; each width is a file of its own, so that they run side by side. */
export function describeEveryScreen(width: Width): void {
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene();
  }, 180_000);
  afterAll(() => scene.stop());

  const shown = screens.filter(({ only }) => only === undefined || only === width);

  describe(`every screen at ${widths[width]} px`, () => {
    it.each(shown)(
      "$name: axe finds nothing, it fits, and says what it is",
      { timeout: 90_000 },
      async (screen) => {
        const { faults } = scene.dashboard;
        const before = faults.length;
        const { page, close } = await look(scene, screen, width);
        try {
          const title = (await page.title()).replace(/ · Ringback$/, "");
          expect(await page.title()).toMatch(/Ringback$/);
          expect(title).toMatch(screen.title);
          expect(await page.locator("h1").allTextContents()).toEqual([title]);
          expect(await scrollsSideways(page)).toBe(false);
          await page.emulateMedia({ colorScheme: "light" });
          expect(await accessibilityFindings(page)).toEqual([]);
          await page.emulateMedia({ colorScheme: "dark" });
          expect(await accessibilityFindings(page, "colours")).toEqual([]);
          expect(faults.slice(before)).toEqual([]);
        } finally {
          await close();
        }
      },
    );
  });
}
