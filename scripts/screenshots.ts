/**
 * `npm run screenshots`: every screen with its important states, in light and dark, at 1440 and 360 px, into
 * `screenshots/`. Names after `--` take only those that begin so (`npm run screenshots -- process deliveries`).
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { schemes, widths } from "../test/dashboard/dashboard.ts";
import { look, type Width } from "../test/dashboard/look.ts";
import { startScene } from "../test/dashboard/scene.ts";
import { screens } from "../test/dashboard/screens.ts";
import { buildDashboard } from "./build.ts";

/** Makes the window as high as what it shows; a dialog stays as a person sees it. */
async function heighten(page: Page): Promise<void> {
  const dialog = page.locator("[role=dialog]");
  if ((await dialog.count()) > 0) return;
  const height = await page.evaluate<number>("document.documentElement.scrollHeight");
  const { width } = page.viewportSize() ?? { width: widths.wide };
  await page.setViewportSize({ width, height: Math.min(Math.max(900, height), mostHeight) });
}

const mostHeight = 2_600;
const folder = "screenshots";
const wanted = process.argv.slice(2);
const chosen = screens.filter(
  ({ name }) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)),
);
mkdirSync(folder, { recursive: true });
if (buildDashboard(true) !== 0) process.exit(1);
const scene = await startScene();
let failed = 0;
try {
  for (const screen of chosen) {
    for (const width of Object.keys(widths) as Width[]) {
      if (screen.only !== undefined && screen.only !== width) continue;
      try {
        const { page, close } = await look(scene, screen, width);
        await heighten(page);
        for (const colorScheme of schemes) {
          await page.emulateMedia({ colorScheme });
          const path = join(folder, `${screen.name}-${colorScheme}-${widths[width]}.png`);
          await page.screenshot({ path });
          console.log(path);
        }
        await close();
      } catch (error) {
        failed += 1;
        console.error(`${screen.name} at ${widths[width]} px: ${(error as Error).message}`);
      }
    }
  }
  for (const fault of scene.dashboard.faults) console.error(fault);
} finally {
  await scene.stop();
}
process.exitCode = failed > 0 || scene.dashboard.faults.length > 0 ? 1 : 0;
