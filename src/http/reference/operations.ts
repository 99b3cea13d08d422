import { accounts } from "./accounts.ts";
import { activities } from "./activities.ts";
import { callbacks } from "./callbacks.ts";
import { deliveries } from "./deliveries.ts";
import { imports } from "./imports.ts";
import { inbound } from "./inbound.ts";
import { inspectors } from "./inspectors.ts";
import { jobs } from "./jobs.ts";
import { leads } from "./leads.ts";
import type { Operations } from "./operation.ts";
import { processes } from "./processes.ts";
import { sessions } from "./sessions.ts";
import { system } from "./system.ts";

/** Every route of the API, one file a resource, in the order of the reference. */
export const operations: Operations = {
  ...leads,
  ...activities,
  ...inbound,
  ...processes,
  ...callbacks,
  ...deliveries,
  ...imports,
  ...jobs,
  ...inspectors,
  ...sessions,
  ...accounts,
  ...system,
};
