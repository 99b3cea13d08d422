import { afterAll, beforeAll, expect, it } from "vitest";
import { createSignInToken } from "../../src/cli/first-run.ts";
import { startDashboard, type TestDashboard } from "./dashboard.ts";

let dashboard: TestDashboard;
beforeAll(async () => {
  dashboard = await startDashboard({ signedIn: false });
  await (await dashboard.server.project()).process({ name: "Autumn calls" });
}, 120_000);
afterAll(() => dashboard.stop());

/** Notes when the first process can be clicked, ms since the sign-in link was opened. */
const watch = `new MutationObserver((_, observer) => {
  if (document.querySelector('main a[href^="/processes/"]') === null) return;
  observer.disconnect();
  window.shownAt = performance.now();
}).observe(document, { childList: true, subtree: true })`;

it("can be worked with soon after the sign-in link was opened by a browser that knew nothing of it", async () => {
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const stranger = await dashboard.stranger();
    await stranger.addInitScript(watch);
    const page = await stranger.newPage();
    await page.goto(
      `${dashboard.server.url}/sign-in?token=${await createSignInToken(dashboard.server.store)}`,
    );
    await page.getByRole("link", { name: "Autumn calls" }).waitFor();
    times.push(await page.evaluate<number>("window.shownAt"));
    await stranger.close();
  }
  const median = times.sort((a, b) => a - b)[2] ?? Number.POSITIVE_INFINITY;
  console.log(
    `The dashboard can be worked with ${Math.round(median)} ms after its link was opened (median of 5).`,
  );
  // The target is a second on a machine of its own; this one may be busy with other tests.
  expect(median).toBeLessThan(10_000);
  expect(dashboard.faults).toEqual([]);
});
