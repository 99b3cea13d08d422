import type { Store } from "../operations.ts";
import type { JobScope } from "./page.ts";

/**
 * Counts what a job is to open, in short reads.
 *
 * @param mostPages stops after so many; `whole` is false then
 */
export async function countJob(
  store: Store,
  job: JobScope,
  mostPages: number,
  goOn: () => boolean = () => true,
): Promise<{ count: number; whole: boolean }> {
  let count = 0;
  let position: string | null = "";
  for (let page = 0; position !== null; page += 1) {
    if (page >= mostPages || !goOn()) return { count, whole: false };
    const found: { count: number; next: string | null } = await store.read.countJobPage({ job, position });
    count += found.count;
    position = found.next;
  }
  return { count, whole: true };
}
