import { beforeEach, describe, expect, it } from "vitest";
import type { CallKey, Change, InboundCallChange } from "../../../src/outreach/model.ts";
import { callsKeptMs } from "../../../src/store/queries/inbound-calls.ts";
import { initiate, type OpenStore, report, start, type World, worldOf } from "../world.ts";

/** Calls of voice providers: known across batches, ended once, closed when they are forgotten, and forgotten. */
export function describeInboundCalls(open: OpenStore): void {
  describe("calls of voice providers", () => {
    let world: World;
    let leadId: string;
    let call: CallKey;
    beforeEach(async () => {
      world = await worldOf(open);
      leadId = await world.lead();
      const { projectId, processId } = world;
      call = { projectId, processId, provider: "retell", callId: "c1" };
    });
    const told = (
      event: InboundCallChange["event"],
      lead: InboundCallChange["lead"] = { leadId },
    ): Change => {
      const plain = report(world.projectId, leadId, { providerCallId: "c1" });
      if (plain.kind !== "report") throw new Error("no report");
      return { kind: "inbound-call", call, event, lead, activity: plain.activity };
    };
    const kinds = async (changes: Change[], now = start) => {
      const { requests } = await world.commit({ requests: [{ changes, idempotency: null }], now });
      const [request] = requests;
      if (request?.kind !== "decided") throw new Error(JSON.stringify(request));
      return request.results.map((one) =>
        one.ok && one.kind === "no-activity" ? one.outcome : one.ok && one.kind,
      );
    };
    const waiting = (on: number, held: number) =>
      world.store.read.openInboundCalls({ limits: { on, held }, limit: 10 });

    it("end once over any number of batches, and inside one", async () => {
      expect(await kinds([told("began")])).toEqual(["activity"]);
      expect(await kinds([told("held"), told("began")])).toEqual(["held", "ignored"]);
      expect(await world.store.read.inboundCall(call)).toMatchObject({
        state: "held",
        leadId,
        beganAt: start,
      });
      expect(await kinds([told("ended"), told("ended")])).toEqual(["activity", "ignored"]);
      expect(await kinds([told("ended")])).toEqual(["ignored"]);
      expect(await world.store.read.inboundCall(call)).toMatchObject({ state: "ended", held: null });
      expect(await world.statuses()).toHaveLength(1);
    });

    it("are known of one project only", async () => {
      await kinds([told("began")]);
      const foreign = { ...call, projectId: "6964f2c80a7a6964f2c80a7a" };
      expect(await world.store.read.inboundCall(foreign)).toBeUndefined();
    });

    it("make the lead that they are of", async () => {
      const made = initiate(world.projectId, world.processId, { phone: "+919876543210" });
      if (made.kind !== "initiate") throw new Error("no lead");
      expect(await kinds([told("began", { create: made.lead })])).toEqual(["activity"]);
      const { projectId, processId } = world;
      const lead = await world.store.read.leadByPhone({ projectId, processId, phone: "+919876543210" });
      expect((await world.store.read.inboundCall(call))?.leadId).toBe(lead?.id);
      expect(lead).toMatchObject({ onCallProviderCallId: "c1" });
    });

    it("are found when they wait too long, closed once, and forgotten in the end", async () => {
      await kinds([told("began")]);
      expect(await waiting(start - 1, start)).toEqual([]);
      expect(await waiting(start, 0)).toHaveLength(1);
      await kinds([told("held")], start + 10);
      expect(await waiting(start + 10, start + 9)).toEqual([]);
      expect(await waiting(0, start + 10)).toHaveLength(1);
      const limits = { on: 0, held: start + 10 };
      const closing: Change = { kind: "close-inbound-call", call, leadId, limits };
      expect(await kinds([closing], start + 20)).toEqual(["activity"]);
      expect(await kinds([closing], start + 30)).toEqual(["ignored"]);
      expect(await world.store.write.forgetInboundCalls(start + 19 + callsKeptMs)).toBe(0);
      expect(await world.store.write.forgetInboundCalls(start + 20 + callsKeptMs)).toBe(1);
      expect(await world.store.read.inboundCall(call)).toBeUndefined();
    });
  });
}
