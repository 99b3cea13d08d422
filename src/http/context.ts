import type { AddressPolicy } from "../contract/address-classes.ts";
import type { Dispatcher } from "../delivery/dispatcher.ts";
import type { Inspectors } from "../delivery/inspector/inspectors.ts";
import type { JobRunner } from "../delivery/job-runner.ts";
import type { Sender } from "../delivery/sender.ts";
import type { Clock } from "../platform/clock.ts";
import type { Config } from "../platform/config.ts";
import type { SecretBox } from "../platform/crypto.ts";
import type { Log } from "../platform/log.ts";
import type { Metrics } from "../platform/metrics.ts";
import type { Tracer } from "../platform/tracing.ts";
import type { Store } from "../store/operations.ts";
import type { EventHub } from "./event-hub.ts";
import type { Limits } from "./limits.ts";
import type { SignInLimits } from "./sign-in-limits.ts";
import type { TokenCache } from "./tokens.ts";

/** What routes work with. */
export interface AppContext {
  config: Config;
  /** The local form (`npm start` on a loopback host): its callbacks may reach loopback receivers. */
  local: boolean;
  policy: AddressPolicy;
  store: Store;
  dispatcher: Dispatcher;
  jobs: Pick<JobRunner, "wake">;
  sender: Sender;
  inspectors: Inspectors;
  secrets: SecretBox;
  clock: Clock;
  log: Log;
  limits: Limits;
  signIns: SignInLimits;
  tokens: TokenCache;
  events: EventHub;
  metrics: Metrics;
  /** Null where nothing is traced. */
  tracer: Tracer | null;
}
