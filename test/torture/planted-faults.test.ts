import { describe, expect, it } from "vitest";
import { type PlantedFault, plantedFaults } from "./planted-faults.ts";
import { type SimulationResult, simulate } from "./simulation.ts";

/** Within how many seeds each fault has to be found. */
const mostSeeds = 40;

async function firstFailure({ faults, from = 1 }: PlantedFault): Promise<SimulationResult | null> {
  for (let seed = from; seed < from + mostSeeds; seed += 1) {
    const result = await simulate({ seed, faults });
    if (result.failure !== null) return result;
  }
  return null;
}

describe("the simulation finds that", { timeout: 120_000 }, () => {
  it.for(plantedFaults)("$name", async (planted) => {
    const result = await firstFailure(planted);
    expect(result?.failure?.message).toMatch(planted.found);
    expect(result?.failure?.trace).not.toEqual([]);
  });
});
