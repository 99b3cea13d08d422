import type { Page } from "playwright-core";
import { widths } from "./dashboard.ts";
import type { Scene } from "./scene.ts";
import type { Screen } from "./screens.ts";

export type Width = keyof typeof widths;

/** Opens a page of a scene at this width and brings it into a screen's state; `close` ends it. */
export async function look(
  scene: Scene,
  screen: Screen,
  width: Width,
): Promise<{ page: Page; close: () => Promise<void> }> {
  const { dashboard } = scene;
  const viewport = { width: widths[width], height: 900 };
  const stranger = screen.signedOut ? await dashboard.stranger() : null;
  const page = await (stranger ?? dashboard.context).newPage();
  const close = (): Promise<void> => (stranger ?? page).close();
  try {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ reducedMotion: "reduce" });
    await screen.before?.(page, scene);
    await page.goto(
      dashboard.server.url + (typeof screen.path === "string" ? screen.path : screen.path(scene)),
    );
    await screen.show(page, scene);
    return { page, close };
  } catch (error) {
    await close();
    throw error;
  }
}
