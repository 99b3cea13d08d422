import type { SimulationResult } from "./simulation.ts";

/** What many seeds covered together. */
export class Totals {
  failures = 0;
  #seeds = 0;
  #virtualMs = 0;
  #steps = 0;
  #deliveries = 0;
  #attempts = 0;
  readonly #injected = new Map<string, number>();
  readonly #began = performance.now();

  add({ virtualMs, steps, deliveries, attempts, injected, failure }: SimulationResult): void {
    this.#seeds += 1;
    this.#virtualMs += virtualMs;
    this.#steps += steps;
    this.#deliveries += deliveries;
    this.#attempts += attempts;
    if (failure !== null) this.failures += 1;
    for (const [kind, count] of injected) this.#injected.set(kind, (this.#injected.get(kind) ?? 0) + count);
  }

  lines(): string[] {
    const seconds = (performance.now() - this.#began) / 1_000;
    const perSecond = (count: number): string => (count / seconds).toFixed(1);
    const injected = [...this.#injected].sort(([a], [b]) => (a < b ? -1 : 1));
    return [
      "",
      `${this.#seeds} seeds in ${seconds.toFixed(1)} s, ${perSecond(this.#seeds)} a second`,
      `${(this.#virtualMs / 86_400_000).toFixed(1)} days of virtual time, ${this.#steps} steps (${perSecond(this.#steps)} a second)`,
      `${this.#deliveries} deliveries, ${this.#attempts} attempts`,
      `injected: ${injected.map(([kind, count]) => `${kind} ${count}`).join(", ")}`,
      this.failures === 0 ? "every promise held" : `${this.failures} seeds failed`,
    ];
  }
}
