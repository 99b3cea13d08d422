import { isMet, type Measurement } from "./figure.ts";
import type { Machine } from "./kit/machine.ts";

export function machineLine(machine: Machine): string {
  const { cpu, cores, memoryGb, platform, node, date, commit, loadBefore } = machine;
  const load = `load before ${loadBefore.toFixed(2)}`;
  return `${cpu}, ${cores} cores, ${memoryGb} GB, ${platform}, Node ${node}, ${date}, commit ${commit}, ${load}`;
}

/** One line: the value, what it is measured against as a ratio, the target, and whether it is met. */
export function measurementLine(measurement: Measurement): string {
  const { what, value, unit, limit, note } = measurement;
  const parts = [`${what}: ${quantity(value, unit)}`];
  if (limit !== undefined) {
    parts.push(`${limit.ratio.toFixed(2)} × ${limit.what} (${quantity(limit.value, unit)})`);
  }
  const met = isMet(measurement);
  if (met !== null) parts.push(`target ${targetText(measurement)}: ${met ? "met" : "MISSED"}`);
  if (note !== undefined) parts.push(note);
  return parts.join(" · ");
}

function quantity(value: number, unit: string): string {
  const digits = Math.abs(value) < 100 ? 2 : 0;
  const text = value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return unit.startsWith("/") ? `${text}${unit}` : `${text} ${unit}`;
}

function targetText({ target, limit, unit }: Measurement): string {
  if (target === undefined) return "";
  const [sign, bound] = "atLeast" in target ? ["≥", target.atLeast] : ["≤", target.atMost];
  return `${sign} ${limit === undefined ? quantity(bound, unit) : bound}`;
}
