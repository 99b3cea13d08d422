import { randomUUID } from "node:crypto";
import { BacklogReading } from "../delivery/backlog.ts";
import { CallbackTargets } from "../delivery/callback-targets.ts";
import { ChainSweep } from "../delivery/chain-sweep.ts";
import { createConnector } from "../delivery/connector.ts";
import { Dispatcher } from "../delivery/dispatcher.ts";
import { Fleet } from "../delivery/fleet.ts";
import { inspectingSender } from "../delivery/inspector/inspecting-sender.ts";
import { Inspectors } from "../delivery/inspector/inspectors.ts";
import { JobRunner } from "../delivery/job-runner.ts";
import { createMeter } from "../delivery/meter.ts";
import { createResolver, type Resolve } from "../delivery/resolver.ts";
import { Retention } from "../delivery/retention.ts";
import { createSender } from "../delivery/sender.ts";
import { tracingSender } from "../delivery/tracing-sender.ts";
import { Watchdog } from "../delivery/watchdog.ts";
import { createApp } from "../http/app.ts";
import type { ConnectionLimits } from "../http/connections.ts";
import { EventHub } from "../http/event-hub.ts";
import { Limits } from "../http/limits.ts";
import { SignInLimits } from "../http/sign-in-limits.ts";
import { TokenCache } from "../http/tokens.ts";
import { type Clock, systemClock } from "../platform/clock.ts";
import type { Config } from "../platform/config.ts";
import { SecretBox } from "../platform/crypto.ts";
import { createLog, type Log } from "../platform/log.ts";
import { createMetrics } from "../platform/metrics.ts";
import { version } from "../platform/version.ts";
import type { Store } from "../store/operations.ts";
import { nodeGauges } from "./gauges.ts";
import { openTracing } from "./tracing.ts";

/** How long what is on its way may take to finish when the process is asked to stop, ms. */
const stopGraceMs = 10_000;

export interface RunningServer {
  /** Where it listens. */
  url: string;
  log: Log;
  /** Stops accepting, lets what is in flight finish, hands the rest back. */
  stop(): Promise<void>;
}

/** What touches the world beside the database; each has its real default. */
export interface Surroundings {
  clock: Clock;
  log: Log;
  /** From 0 to below 1: jitter of the retry schedule. */
  random: () => number;
  resolve: Resolve;
  /** Certificates (PEM) of authorities that callbacks trust beside the public ones. */
  ca: readonly string[];
  /** What clients may take of the server. */
  connections: ConnectionLimits;
}

/**
 * Puts the parts together and listens.
 *
 * @param options.local the local form: callbacks may reach loopback receivers
 * @throws Error with the `code` of the failed listen (`EADDRINUSE`, ...); the store stays open then
 */
export async function startServer(
  config: Config,
  store: Store,
  options: { local: boolean; secretKey: string } & Partial<Surroundings>,
): Promise<RunningServer> {
  const { local, secretKey, random = Math.random, ca = [] } = options;
  const { nodes } = store;
  const clock = options.clock ?? nodes?.clock ?? systemClock;
  const { log = createLog(config.logLevel), resolve = createResolver({ clock }) } = options;
  const secrets = new SecretBox(secretKey, config.previousSecretKey);
  const policy = { allowLoopback: local, allow: config.egressAllow };
  const connect = createConnector({
    resolve,
    policy,
    fixed: config.egressFixed,
    clock,
    ca,
  });
  const node = randomUUID();
  const fleet = nodes === null ? null : new Fleet({ id: node, role: config.role, log });
  const userAgent = `Ringback/${version}`;
  const events = new EventHub(clock, fleet);
  const metrics = createMetrics(
    nodeGauges({
      config,
      store,
      clock,
      backlog: new BacklogReading(() => store.read.backlog(), clock),
      dispatcher: () => dispatcher,
      streams: () => events.streams,
      nodes: () => fleet?.living ?? 1,
    }),
  );
  const inspectors = new Inspectors({
    store,
    clock,
    publicUrl: config.publicUrl,
    onReceived: (projectId, inspectorId) => events.inspectorReceived(projectId, inspectorId),
  });
  const tracing = openTracing(config.tracing, { instanceId: node, log });
  const outside = createSender({ clock, connect, userAgent });
  const untraced = inspectingSender(outside, { inspectors, clock, userAgent });
  const sender = tracing === null ? untraced : tracingSender(untraced, tracing.tracer);
  const dispatcher: Dispatcher = new Dispatcher({
    store,
    node,
    ...(fleet !== null && { membership: fleet }),
    targets: new CallbackTargets(store, secrets, clock, () => fleet?.upToDate ?? true),
    sender,
    clock,
    log,
    random,
    schedule: config.retryScheduleMs,
    concurrency: config.callbackConcurrency,
    autoPauseAfterMs: config.autoPauseAfterMs,
    observer: events,
    meter: createMeter(metrics, log),
  });
  const jobs = new JobRunner({
    store,
    clock,
    log,
    opened(projectId, count) {
      dispatcher.wake();
      events.deliveriesChanged(projectId, count);
    },
  });
  const { retentionDays: days, failedRetentionDays: failedDays } = config;
  const retention = new Retention({ store, clock, log, days, failedDays });
  const app = await createApp(
    {
      config,
      local,
      policy,
      store,
      dispatcher,
      jobs,
      sender,
      inspectors,
      secrets,
      clock,
      log,
      limits: new Limits(config.leadLimits, clock),
      signIns: new SignInLimits(clock),
      tokens: new TokenCache(store, clock),
      metrics,
      tracer: tracing?.tracer ?? null,
      events,
    },
    options.connections,
  );
  if (nodes === null || fleet === null) {
    // Leases of this node's last life: what they held is due again at once.
    const ended = await store.write.endLeases({ keep: null, now: Number.MAX_SAFE_INTEGER });
    if (ended > 0) log.info({ ended }, "deliveries of the last run are sent again");
  } else {
    await fleet.join(nodes, dispatcher, {
      watched: () => events.watchedHere,
      committed: (changes) => events.told(changes),
      missed: () => events.missed(),
    });
  }
  const url = await app.listen({ port: config.port, host: config.host });
  if (config.role !== "api") {
    dispatcher.start();
    jobs.start();
    retention.start();
  }
  const watchdog = new Watchdog({
    store,
    committer: dispatcher.committer,
    clock,
    log,
    callLimitMs: config.callInProgressMs,
    reportLimitMs: config.callReportMs,
  });
  watchdog.start();
  const sweep = new ChainSweep({ store, clock, log, released: () => dispatcher.wakeAll() });
  if (nodes !== null && config.role !== "api") sweep.start();
  return {
    url,
    log,
    async stop() {
      watchdog.stop();
      await sweep.stop();
      const accepted = app.close();
      await Promise.all([jobs.stop(), retention.stop()]);
      await dispatcher.stop(stopGraceMs);
      await sender.close(0);
      await accepted;
      await fleet?.leave();
      await tracing?.close();
      await store.close();
    },
  };
}
