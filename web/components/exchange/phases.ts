import type { AttemptTimings } from "../../../src/contract/delivery.ts";

export type PhaseName = "dns" | "connect" | "tls" | "waiting" | "reading";

export interface Phase {
  name: PhaseName;
  ms: number;
}

/**
 * The phases of an attempt in the order in which they happened, in ms; those that did not happen are left out. Where no
 * byte came, all that is left of the whole was spent waiting (or, while connecting, in the last phase begun).
 */
export function phasesOf({ dns, connect, tls, firstByte, total }: AttemptTimings): Phase[] {
  const begun: [PhaseName, number | null][] = [
    ["dns", dns],
    ["connect", connect],
    ["tls", tls],
    ["waiting", firstByte],
  ];
  const phases = begun.flatMap(([name, ms]) => (ms === null ? [] : [{ name, ms }]));
  const rest = Math.max(0, Math.round((total - phases.reduce((sum, { ms }) => sum + ms, 0)) * 10) / 10);
  if (firstByte !== null) return [...phases, { name: "reading", ms: rest }];
  return rest > 0 ? [...phases, { name: "waiting", ms: rest }] : phases;
}
