import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFindings, scrollsSideways, widths } from "./dashboard.ts";
import { look, type Width } from "./look.ts";
import { type Scene, startScene } from "./scene.ts";
import { screens } from "./screens.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
}, 180_000);
afterAll(() => scene.stop());

const states = screens.flatMap((screen) =>
  (Object.keys(widths) as Width[])
    .filter((width) => screen.only === undefined || screen.only === width)
    .map((width) => ({ screen, width, what: `${screen.name} at ${widths[width]} px` })),
);

describe("every screen", () => {
  it.each(states)(
    "$what: axe finds nothing, it fits, and says what it is",
    { timeout: 90_000 },
    async (state) => {
      const { faults } = scene.dashboard;
      const before = faults.length;
      const { page, close } = await look(scene, state.screen, state.width);
      try {
        const title = (await page.title()).replace(/ · Ringback$/, "");
        expect(await page.title()).toMatch(/Ringback$/);
        expect(title).toMatch(state.screen.title);
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
