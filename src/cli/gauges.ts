import { type Stats, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { BacklogReading } from "../delivery/backlog.ts";
import { owedFigures } from "../delivery/backlog.ts";
import type { Dispatcher } from "../delivery/dispatcher.ts";
import type { Clock } from "../platform/clock.ts";
import type { Config } from "../platform/config.ts";
import type { Gauges } from "../platform/metrics.ts";
import { version } from "../platform/version.ts";
import type { Store } from "../store/operations.ts";

/** What the figures are read from. The dispatcher is made after the metrics, so it is asked for. */
export interface Measured {
  config: Config;
  store: Store;
  clock: Clock;
  backlog: BacklogReading;
  dispatcher: () => Dispatcher;
  /** Open streams of events. */
  streams: () => number;
  /** Nodes that live on this database, this one included. */
  nodes: () => number;
}

/** Everything that `/metrics` looks at only when it is read (docs/operating.md has the table). */
export function nodeGauges(measured: Measured): Gauges {
  return { ...sending(measured), ...owing(measured), ...storing(measured) };
}

function sending({ dispatcher, streams, nodes }: Measured): Gauges {
  return {
    ringback_build_info: {
      help: "Always 1; the version is its label",
      label: "version",
      read: () => ({ [version]: 1 }),
    },
    ringback_nodes: { help: "Nodes that live on this database", read: nodes },
    ringback_deliveries_in_memory: {
      help: "Deliveries in this node's memory",
      read: () => dispatcher().load,
    },
    ringback_requests_on_their_way: {
      help: "Requests to receivers that were not answered yet",
      read: () => dispatcher().sending,
    },
    ringback_breakers_open: {
      help: "Callbacks whose receiver is down by this node's account",
      read: () => dispatcher().openBreakers,
    },
    ringback_event_streams: { help: "Open streams of server-sent events", read: streams },
  };
}

function owing({ backlog, clock }: Measured): Gauges {
  const figures = async () => {
    const read = await backlog.get();
    return read === null ? null : owedFigures(read, clock.now());
  };
  return {
    ringback_owed: {
      help: "Deliveries that have not ended, of the whole database: the 20 callbacks with the most, the rest as other",
      label: "callback",
      read: async () => (await figures())?.count ?? null,
    },
    ringback_oldest_owed_seconds: {
      help: "Age of the oldest delivery that has not ended, what is sent again left out",
      label: "callback",
      read: async () => (await figures())?.oldestS ?? null,
    },
    ringback_callbacks: {
      help: "Callbacks of the whole database by state: active, failing, paused",
      label: "state",
      read: async () => (await backlog.get())?.callbacks ?? null,
    },
    ringback_jobs_running: {
      help: "Recoveries and replays that are under way, of the whole database",
      read: async () => (await backlog.get())?.jobs ?? null,
    },
  };
}

function storing({ config, store, dispatcher }: Measured): Gauges {
  const { database } = config;
  const committer = () => dispatcher().committer;
  const shared: Gauges = {
    ringback_outcomes_waiting: {
      help: "Outcomes of attempts that are not stored yet",
      read: () => committer().pendingOutcomes,
    },
    ringback_store_blocked: {
      help: "1 while the database takes no writes",
      read: () => (committer().blocked ? 1 : 0),
    },
  };
  if (database.kind === "postgres") return shared;
  return {
    ...shared,
    ringback_store_thread_heap_bytes: {
      help: "Heap in use in each thread of the embedded store",
      label: "thread",
      read: () => store.heaps(),
    },
    ringback_database_bytes: {
      help: "Size of the embedded database's files",
      label: "file",
      read: () => ({ database: sizeOf(database.file), wal: sizeOf(`${database.file}-wal`) }),
    },
    ringback_disk_free_bytes: {
      help: "Space left where the embedded database lies",
      read: () => freeAt(dirname(database.file)),
    },
  };
}

const sizeOf = (file: string): number =>
  (statSync(file, { throwIfNoEntry: false }) as Stats | undefined)?.size ?? 0;

/** Bytes that are free in the file system of a folder; null where it cannot be asked. */
function freeAt(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}
