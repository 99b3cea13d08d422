import type { Figure } from "./figure.ts";
import { sleep } from "./kit/clock.ts";
import { residentMb } from "./kit/process-memory.ts";

const settleMs = 5_000;

/** Resident memory of the whole process, the highest seen ten times a second, and the kernel's own peak. */
export const memory: Figure = {
  name: "memory",
  title: "memory of the whole process",
  async run(bench) {
    if (process.platform !== "linux") {
      console.log("memory: skipped: it is read from /proc, which only Linux has");
      return [];
    }
    const load = await bench.endToEnd();
    const { server, count, highestMb } = await bench.waiting();
    await sleep(settleMs);
    const [now, peak] = [residentMb(server.pid, "now"), residentMb(server.pid, "peak")];
    const waiting = `${count.toLocaleString("en")} deliveries waiting`;
    return [
      { what: "memory at full load, highest", value: load.highestMb, unit: "MB", target: { atMost: 250 } },
      {
        what: `memory with ${waiting}`,
        value: now,
        unit: "MB",
        target: { atMost: 300 },
        note: `at most ${Math.round(highestMb)} MB while they were reported, ${Math.round(peak)} MB since the start`,
      },
    ];
  },
};
