import { describe, expect, it } from "vitest";
import { dispatching, rest } from "../../test/delivery/dispatching.ts";

const none = { delivery_order: "none" } as const;

describe("a receiver that is slow", () => {
  it("takes no room from others, however much it is owed", async () => {
    const url = (name: string) => ({ ...none, url: `https://example.com/${name}` });
    const made = await dispatching([url("slow-1"), url("slow-2"), url("slow-3"), url("quick")]);
    const { dispatcher } = made;
    const lead = await made.world.lead();
    const to = (name: string) => made.sent.filter((request) => request.url.endsWith(name));
    let answered = 0;
    for (let round = 0; round < 12; round += 1) {
      await made.report(400, lead);
      for (let next = to("quick")[answered]; next !== undefined; next = to("quick")[answered]) {
        answered += 1;
        await next.answer(200);
      }
    }
    // Each of them is owed as much; none of the slow ones has answered.
    expect(answered).toBe(4_800);
    expect([1, 2, 3].map((n) => to(`slow-${n}`).length)).toEqual([4, 4, 4]);
    expect(dispatcher.room().room).toBeGreaterThan(4_096);
    expect(dispatcher.room().full).toHaveLength(3);
  }, 60_000);

  it("causes no claims while it has its fill, and goes on when it answers", async () => {
    let claims = 0;
    const url = (name: string) => ({ ...none, url: `https://example.com/${name}` });
    const made = await dispatching([url("slow"), url("quick")], {
      wrap: (store) => ({
        ...store,
        write: {
          ...store.write,
          claim: (request) => {
            claims += 1;
            return store.write.claim(request);
          },
        },
      }),
    });
    const to = (name: string) => made.sent.filter((request) => request.url.endsWith(name));
    const lead = await made.world.lead();
    for (let n = 0; n < 3; n += 1) await made.report(10, lead);
    for (let n = 0; n < 30; n += 1) await to("quick")[n]?.answer(200);
    const before = claims;
    for (let n = 0; n < 30; n += 1) {
      await made.report(1, lead);
      await to("quick").at(-1)?.answer(200);
    }
    expect([claims - before, to("slow").length]).toEqual([0, 4]);
    made.auto = () => 200;
    for (const request of made.sent.slice()) await request.answer(200);
    for (let n = 0; n < 20; n += 1) await rest();
    expect(await made.world.statuses()).toEqual(Array.from({ length: 120 }, () => "delivered"));
  });
});
