import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { residentMb } from "../../bench/kit/process-memory.ts";
import { median } from "../../bench/kit/statistics.ts";

/** How often it is looked, ms. */
const everyMs = 2_000;
/** The last fifth may be over the second by so much of it: what varies by itself. */
const tolerated = { memory: 0.1, kept: 0.25 };
/** Over how many looks it is counted how many deliveries are made. */
const paceOver = 20;

interface Sample {
  memoryMb: number;
  deliveries: number;
  /** The number of the newest row: how many were made so far. */
  newest: number;
  fileMb: number;
  logMb: number;
}

/** How something went: the medians of the second and of the last fifth of the time. */
export interface Trend {
  second: number;
  last: number;
  grew: boolean;
}

/** Looks at a process's memory and its database from outside while it runs. */
export class Samples {
  /** At the end, MB: what deliveries and attempts take of the file with their indexes, and what of it is free. */
  space = { deliveriesMb: Number.NaN, freeMb: Number.NaN };
  readonly #samples: Sample[] = [];
  readonly #timer: NodeJS.Timeout;
  readonly #file: string;

  constructor(pid: number, file: string) {
    this.#file = file;
    this.#timer = setInterval(() => this.#look(pid), everyMs);
  }

  /** Looks no more. What is stored is taken as it is now. */
  stop(): void {
    clearInterval(this.#timer);
    this.space = this.#spaceNow();
  }

  get memory(): Trend {
    return this.#trend(({ memoryMb }) => memoryMb, tolerated.memory);
  }

  /**
   * The deliveries that are kept, in seconds of load: by how many are made just then, since on a shared machine the
   * load itself rises and falls.
   */
  get keptSeconds(): Trend {
    return this.#trend((sample, index) => {
      const made = sample.newest - (this.#samples[index - paceOver]?.newest ?? Number.NaN);
      return sample.deliveries / (made / ((paceOver * everyMs) / 1_000));
    }, tolerated.kept);
  }

  get mostLogMb(): number {
    return Math.max(0, ...this.#samples.map(({ logMb }) => logMb));
  }

  get fileMb(): number {
    return this.#samples.at(-1)?.fileMb ?? 0;
  }

  #spaceNow() {
    return this.#read((database) => {
      const taken = database
        .prepare(
          `select sum(pgsize) as bytes from dbstat('main', 1) where name in (
             select name from sqlite_schema where tbl_name in ('deliveries', 'attempts'))`,
        )
        .get() as { bytes: number };
      const { freelist_count: free } = database.prepare("pragma freelist_count").get() as Record<
        string,
        number
      >;
      const { page_size: size } = database.prepare("pragma page_size").get() as Record<string, number>;
      return { deliveriesMb: taken.bytes / 1e6, freeMb: ((free ?? 0) * (size ?? 0)) / 1e6 };
    });
  }

  #look(pid: number): void {
    const { deliveries, newest } = this.#read(
      (database) =>
        database.prepare("select count(*) as deliveries, max(n) as newest from deliveries").get() as {
          deliveries: number;
          newest: number;
        },
    );
    const sizeMb = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    this.#samples.push({
      memoryMb: residentMb(pid, "now"),
      deliveries,
      newest,
      fileMb: sizeMb(this.#file) / 1e6,
      logMb: sizeMb(`${this.#file}-wal`) / 1e6,
    });
  }

  #read<T>(query: (database: DatabaseSync) => T): T {
    const database = new DatabaseSync(this.#file, { readOnly: true, timeout: 5_000 });
    try {
      return query(database);
    } finally {
      database.close();
    }
  }

  #trend(of: (sample: Sample, index: number) => number, more: number): Trend {
    const fifth = Math.floor(this.#samples.length / 5);
    const values = this.#samples.map(of);
    const second = median(values.slice(fifth, 2 * fifth));
    const last = median(values.slice(4 * fifth));
    return { second, last, grew: !(last <= second * (1 + more)) };
  }
}
