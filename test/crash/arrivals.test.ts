import { expect, it } from "vitest";
import { Arrivals, brokenInStore } from "./arrivals.ts";

/** A request as the receiver has it. */
function request(id: string, body: Record<string, unknown>) {
  return {
    method: "POST",
    path: "/",
    headers: { "webhook-id": id },
    body: JSON.stringify(body),
    receivedAt: 0,
    connection: 1,
  };
}
const activity = (n: number, updateId?: string) => ({
  activityId: `a${n}`,
  leadId: "l",
  sequence: n,
  activity: { result: { updateId } },
});
const broken = (...requests: [id: string, body: Record<string, unknown>][]) => {
  const arrivals = new Arrivals();
  for (const [id, body] of requests) arrivals.take(request(id, body));
  return arrivals.broken;
};

it("finds nothing broken in what came as promised, twice or once", () => {
  expect(
    broken(["d1", activity(1)], ["d2", { updateId: "u" }], ["d1", activity(1)], ["d3", activity(2, "u")]),
  ).toEqual([]);
});

it("finds each broken promise", () => {
  expect(broken(["d1", activity(1)], ["d1", activity(2)])).toEqual(["d1 came with two bodies"]);
  expect(broken(["d1", activity(1)], ["d2", activity(1)])).toEqual(["a1 came as d1 and as d2"]);
  expect(broken(["d1", activity(2)], ["d2", activity(1)])).toEqual(["lead l: 1 came after 2"]);
  expect(broken(["d1", activity(1, "u")])).toEqual(["a1 came before the outcome of its update"]);
  const arrivals = new Arrivals();
  const stored = [
    { id: "a1", leadId: "l", sequence: 1, triggers: ["call.completed"] },
    { id: "a2", leadId: "l", sequence: 2, triggers: [] },
  ];
  arrivals.expectAll(stored, [{ updateId: "u", leadId: "l" }]);
  expect(arrivals.broken).toEqual(["activity a1 never came", "the outcome of u never came"]);
  expect(brokenInStore(stored, [{ id: "a3", leadId: "l", sequence: 3 }])).toEqual(["activity a3 is lost"]);
  expect(brokenInStore(stored.slice(1), [])).toEqual(["lead l is not numbered from 1 to 1"]);
});
