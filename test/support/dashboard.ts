import { buildDashboard } from "../../scripts/build.ts";

/** Before any test: the dashboard as its sources stand, since the servers under test serve it. */
export function setup(): void {
  if (buildDashboard(true) !== 0) throw new Error("the dashboard could not be built");
}
