import { expect } from "vitest";
import type { ReceivedRequest } from "../fakes/receiver.ts";
import type { Api } from "../support/api.ts";
import { Arrivals, brokenInStore } from "./arrivals.ts";
import type { Acknowledged } from "./load.ts";
import { activitiesOf, type CalledActivity, paths } from "./traffic.ts";

/**
 * Expects that all which was acknowledged is stored, and has arrived at each path, in order.
 *
 * @returns what is stored, and how many deliveries arrived at each path
 */
export async function expectAllKept(
  api: Api,
  of: { leads: readonly string[]; requests: readonly ReceivedRequest[]; acknowledged: Acknowledged },
): Promise<{ stored: CalledActivity[]; arrived: number[] }> {
  const stored = await activitiesOf(api, of.leads);
  expect(brokenInStore(stored, of.acknowledged.activities)).toEqual([]);
  const arrived = paths.map((path) => {
    const arrivals = new Arrivals();
    for (const request of of.requests) if (request.path === path) arrivals.take(request);
    arrivals.expectAll(stored, of.acknowledged.updates);
    expect(arrivals.broken).toEqual([]);
    return arrivals.deliveries;
  });
  return { stored, arrived };
}
