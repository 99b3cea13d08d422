import { describe } from "vitest";
import { describeBacklog } from "./contract/backlog.ts";
import { describeChains } from "./contract/chains.ts";
import { describeClaiming } from "./contract/claiming.ts";
import { describeClaimingAhead } from "./contract/claiming-ahead.ts";
import { describeFinishing } from "./contract/finishing.ts";
import { describeHealth } from "./contract/health.ts";
import { describeIdempotency } from "./contract/idempotency.ts";
import { describeImports } from "./contract/imports.ts";
import { describeInboundCalls } from "./contract/inbound-calls.ts";
import { describeJobs } from "./contract/jobs.ts";
import { describeListing } from "./contract/listing.ts";
import { describeNotices } from "./contract/notices.ts";
import { describePeople } from "./contract/people.ts";
import { describeResending } from "./contract/resending.ts";
import { describeRetention } from "./contract/retention.ts";
import { describeSaving } from "./contract/saving.ts";
import { describeSeeing } from "./contract/seeing.ts";
import { describeStuckChains } from "./contract/stuck-chains.ts";
import { describeWatching } from "./contract/watching.ts";
import { describeWriting } from "./contract/writing.ts";
import type { OpenStore } from "./world.ts";

/**
 * What every engine of the store must do, as one suite.
 *
 * @param open a store on a fresh, migrated database each time; the suite closes it
 */
export function describeStore(name: string, open: OpenStore): void {
  describe(`the store on ${name}`, () => {
    describeWriting(open);
    describeIdempotency(open);
    describeInboundCalls(open);
    describeChains(open);
    describeClaiming(open);
    describeClaimingAhead(open);
    describeFinishing(open);
    describeHealth(open);
    describeNotices(open);
    describePeople(open);
    describeResending(open);
    describeJobs(open);
    describeImports(open);
    describeRetention(open);
    describeSaving(open);
    describeListing(open);
    describeSeeing(open);
    describeStuckChains(open);
    describeWatching(open);
    describeBacklog(open);
  });
}
