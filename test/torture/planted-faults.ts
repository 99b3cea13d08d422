import type { CallbackTarget, CallbackTargets } from "../../src/delivery/callback-targets.ts";
import type { DispatcherOptions } from "../../src/delivery/dispatcher.ts";
import { type Engine, type HotStatements, Sent } from "../../src/store/engine.ts";
import type { Store } from "../../src/store/operations.ts";
import type { Faults } from "./simulation.ts";

/** A bug put in on purpose. */
export interface PlantedFault {
  name: string;
  faults: Partial<Faults>;
  /** What the simulation says when it finds it. */
  found: RegExp;
  /** The seed that the search begins with, 1 by default: one that is known to find it saves time. */
  from?: number;
}

/** Changes statements of the hot path; `tx` is the transaction that they run in. */
function hot(
  change: (real: HotStatements, tx: Parameters<Work>[0]) => Partial<HotStatements>,
): Partial<Faults> {
  return {
    engine: (engine) => ({
      ...engine,
      transaction: (work) =>
        engine.transaction((tx) => work({ ...tx, hot: { ...tx.hot, ...change(tx.hot, tx) } })),
    }),
  };
}
type Work = Parameters<Engine["transaction"]>[0];

/** Changes writes of the store. */
const writes = (change: (real: Store["write"]) => Partial<Store["write"]>): Partial<Faults> => ({
  store: (store) => ({ ...store, write: { ...store.write, ...change(store.write) } }),
});

const options = (change: (real: DispatcherOptions) => Partial<DispatcherOptions>): Partial<Faults> => ({
  options: (given) => ({ ...given, ...change(given) }),
});

/** Changes what a node takes a callback's settings for. */
const targets = (change: (real: CallbackTarget) => CallbackTarget): Partial<Faults> =>
  options(({ targets: real }) => {
    const changed = (target: CallbackTarget | null) => target && change(target);
    return {
      targets: bound(real, {
        get(projectId, id) {
          const found = real.get(projectId, id);
          return found instanceof Promise ? found.then(changed) : changed(found);
        },
      }),
    };
  });

/** The targets of a node with some of what they do done otherwise. */
function bound(real: CallbackTargets, otherwise: Partial<CallbackTargets>): CallbackTargets {
  const ways = {
    get: real.get.bind(real),
    forget: real.forget.bind(real),
    forgetAll: real.forgetAll.bind(real),
  };
  return Object.assign(Object.create(real) as CallbackTargets, ways, otherwise);
}

/** Every bug that a test of the simulation puts in: what goes wrong, and where. */
export const plantedFaults: readonly PlantedFault[] = [
  {
    name: "the next of a lead is not released",
    faults: hot(() => ({ releaseNext: (chains) => chains.map(() => null) })),
    found: /is held behind nothing/,
  },
  {
    name: "all that waits behind one is released with the next",
    faults: hot(({ releaseNext }, { db }) => ({
      async releaseNext(chains, until, now) {
        const released = await releaseNext(chains, until, now);
        for (const { callbackId, leadId } of chains) {
          await db
            .updateTable("deliveries")
            .set({ status: "pending", due_at: now })
            .where("callback_id", "=", callbackId)
            .where("lead_id", "=", leadId)
            .where("status", "=", "held")
            .execute();
        }
        return released;
      },
    })),
    found: /let go before its turn/,
  },
  {
    name: "what waits behind another is owed as if it did not",
    faults: hot(({ insertDeliveries }) => ({
      insertDeliveries: (rows, until) =>
        insertDeliveries(
          rows.map((row) => ({ ...row, status: "pending" as const })),
          until,
        ),
    })),
    found: /owed as pending and not held/,
  },
  {
    name: "leases of others are ignored",
    faults: hot(({ claimDue }, { db }) => ({
      async claimDue(claim) {
        await db.updateTable("deliveries").set({ leased_by: null, leased_until: null }).execute();
        return claimDue(claim);
      },
    })),
    found: /without a lease|on its way already|although it is/,
  },
  {
    name: "the outcome is written before the request was answered",
    faults: options(({ sender }) => ({
      sender: {
        ...sender,
        async send(request) {
          void sender.send(request);
          const { url } = request;
          const response = { statusCode: 200, headers: {}, body: "", truncated: false };
          const timings = { dns: null, connect: null, tls: null, firstByte: null, total: 0 };
          return { at: 0, url, requestHeaders: {}, response, error: null, timings, hint: null };
        },
      },
    })),
    found: /attempt that did not end|nobody answered 2xx|others to the same callback/,
  },
  {
    name: "the step on the schedule is not kept",
    faults: hot(({ finishAttempts }) => ({
      finishAttempts: (outcomes, node) =>
        finishAttempts(
          outcomes.map((outcome) => ({ ...outcome, step: 0 })),
          node,
        ),
    })),
    found: /is at step/,
  },
  {
    name: "retries are due at once",
    faults: hot(({ finishAttempts }) => ({
      finishAttempts: (outcomes, node) =>
        finishAttempts(
          outcomes.map((outcome) => ({ ...outcome, dueAt: outcome.dueAt && outcome.endedAt })),
          node,
        ),
    })),
    found: /before its wait is over/,
  },
  {
    name: "one retry more than the schedule has",
    faults: options(({ schedule }) => ({ schedule: [...schedule, 1_000] })),
    found: /its schedule is used up/,
    from: 15,
  },
  {
    name: "the body is made anew with the settings as they are now",
    faults: hot(({ readyRows }, { db }) => ({
      async readyRows(ns) {
        const formats = await db.selectFrom("callbacks").select(["id", "payload_format"]).execute();
        const rows = await readyRows(ns);
        return rows.map((row) => {
          const now = formats.find(({ id }) => id === row.callbackId)?.payload_format;
          return { ...row, payloadFormat: (now ?? row.payloadFormat) as typeof row.payloadFormat };
        });
      },
    })),
    found: /another body|arrived as/,
  },
  {
    name: "what is tried again has another id",
    faults: hot(({ readyRows }) => ({
      readyRows: async (ns) =>
        (await readyRows(ns)).map((row) =>
          row.attempts > 0 ? { ...row, id: [...row.id].reverse().join("") } : row,
        ),
    })),
    found: /owed to nobody/,
  },
  {
    name: "a pause is not looked at",
    faults: {
      ...targets((target) => ({ ...target, stopped: false })),
      ...hot(({ claimDue }, { db }) => ({
        async claimDue(claim) {
          const paused = await db
            .selectFrom("callbacks")
            .select(["id", "project_id"])
            .where("paused_at", "is not", null)
            .execute();
          const more = paused.map((row) => ({ projectId: row.project_id, callbackId: row.id, limit: 10 }));
          return claimDue({ ...claim, callbacks: [...claim.callbacks, ...more] });
        },
      })),
    },
    found: /is paused|was removed/,
  },
  {
    name: "settings are kept although they have changed",
    faults: options(({ targets }) => ({ targets: bound(targets, { forget() {}, forgetAll() {} }) })),
    found: /after it was changed|is paused|was removed|authentication|time limit|route|signature/,
  },
  {
    name: "a removed callback stays",
    faults: {
      store: (store) => ({
        ...store,
        write: {
          ...store.write,
          async saveProcess(save) {
            const stored = await store.read.processById({ projectId: save.projectId, id: save.id });
            const left = (stored?.callbacks ?? []).filter(
              ({ id }) => !save.callbacks?.some((kept) => kept.id === id),
            );
            return store.write.saveProcess({ ...save, callbacks: [...(save.callbacks ?? []), ...left] });
          },
        },
      }),
    },
    found: /is not what was saved/,
  },
  {
    name: "the fixed source is not used",
    faults: targets((target) => ({ ...target, route: "open" })),
    found: /by the open route/,
  },
  {
    name: "what is handed back is lost",
    faults: writes(() => ({ handBack: () => Promise.resolve() })),
    found: /leased for ever|until its lease ran out/,
  },
  {
    name: "what was leased without its node hearing of it is not given back",
    faults: writes(() => ({ handBackInDoubt: () => Promise.resolve(0) })),
    found: /which never heard of it/,
    from: 12,
  },
  {
    name: "outcomes are lost",
    faults: writes(({ commit }) => {
      let commits = 0;
      return {
        commit(batch) {
          commits += 1;
          return commit(commits % 5 === 0 ? { ...batch, outcomes: [] } : batch);
        },
      };
    }),
    found: /leased for ever|until its lease ran out/,
  },
  {
    name: "an answer leaves although nothing was stored",
    faults: {
      engine: (engine) => {
        let transactions = 0;
        return {
          ...engine,
          async transaction<T>(work: (tx: Parameters<Work>[0]) => Promise<T | Sent<T>>): Promise<T> {
            transactions += 1;
            if (transactions % 20 !== 0) return engine.transaction(work);
            let result: T | undefined;
            const undone = engine.transaction(async (tx) => {
              const done = await work(tx);
              result = done instanceof Sent ? await done.heard() : done;
              throw new Error("rolled back");
            });
            await undone.catch(() => {});
            return result as T;
          },
        };
      },
    },
    found: /attempts after|not stored|gap before|not in/,
  },
  {
    name: "an idempotency key is not kept",
    faults: writes(({ commit }) => ({
      commit: (batch) =>
        commit({ ...batch, requests: batch.requests.map((request) => ({ ...request, idempotency: null })) }),
    })),
    found: /answered in two ways/,
  },
  {
    name: "more requests at a time than are allowed",
    faults: options(({ concurrency }) => ({ concurrency: concurrency * 2 })),
    found: /others to the same callback/,
  },
  {
    name: "another secret signs",
    faults: targets((target) => ({ ...target, sign: () => "v1,bm90IGEgc2lnbmF0dXJl" })),
    found: /a signature that fails/,
  },
];
