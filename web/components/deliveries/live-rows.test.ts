import { describe, expect, it } from "vitest";
import type { Delivery } from "../../api/deliveries.ts";
import { freshOf, updated, withFresh, withRows, withStatus } from "./live-rows.ts";

const row = (n: number, given: Partial<Delivery> = {}): Delivery =>
  ({
    id: `d${n}`,
    createdAt: new Date(n * 1_000).toISOString(),
    status: "pending",
    shownStatus: "waiting",
    attempts: 0,
    ...given,
  }) as Delivery;
const ids = (rows: readonly Delivery[]) => rows.map(({ id }) => id);
const page = (rows: Delivery[], nextCursor: string | null = "c") => ({ data: rows, nextCursor });

describe("rows on screen", () => {
  it("change in their place, and keep what nothing newer is known of", () => {
    const updates = withRows(new Map(), [row(2, { status: "delivered", shownStatus: "delivered" })]);
    const shown = updated([row(3), row(2), row(1)], updates);
    expect(ids(shown)).toEqual(["d3", "d2", "d1"]);
    expect(shown.map(({ shownStatus }) => shownStatus)).toEqual(["waiting", "delivered", "waiting"]);
    const newer = withRows(updates, [row(2, { shownStatus: "failed" })]);
    expect(updated([row(2)], newer)[0]?.shownStatus).toBe("failed");
  });

  it.each([
    ["pending", 0, "pending", "waiting"],
    ["pending", 2, "pending", "retrying"],
    ["retrying", 1, "pending", "retrying"],
    ["held", 0, "held", "held"],
    ["delivered", 1, "delivered", "delivered"],
    ["failed", 1, "failed", "failed"],
    ["skipped", 0, "skipped", "skipped"],
  ])("an event that says %s after %i attempts", (told, attempts, status, shownStatus) => {
    expect(withStatus(row(1, { attempts }), told)).toMatchObject({ status, shownStatus });
  });

  it("are left as they are by a state that is not known", () => {
    expect(withStatus(row(1), "exploded")).toEqual(row(1));
  });
});

describe("new rows", () => {
  it("are those of the newest page that are not on screen, wherever they belong", () => {
    expect(freshOf([row(3), row(1)], page([row(4), row(3), row(2), row(1)]))).toEqual({
      count: 2,
      more: false,
    });
    expect(freshOf([row(1)], page([row(1)]))).toEqual({ count: 0, more: false });
    expect(freshOf([row(1)], null)).toEqual({ count: 0, more: false });
  });

  it("may be more than were read, where the newest page does not reach what is on screen", () => {
    expect(freshOf([row(1)], page([row(9), row(8)]))).toEqual({ count: 2, more: true });
    expect(freshOf([row(1)], page([row(9), row(8)], null))).toEqual({ count: 2, more: false });
  });

  it("come in above the older rows, none twice, and what no longer matches is gone", () => {
    const shown = withFresh(page([row(4), row(3), row(2), row(1)], "old"), page([row(5), row(4), row(2)]));
    expect(ids(shown.data)).toEqual(["d5", "d4", "d2", "d1"]);
    expect(shown.nextCursor).toBe("old");
  });

  it("are all there is where the newest page is the last one", () => {
    const last = page([row(4)], null);
    expect(withFresh(page([row(3), row(1)], "old"), last)).toEqual(last);
    expect(withFresh(page([row(3)], "old"), page([], null))).toEqual(page([], null));
  });

  it("go on below the newest page where that reaches further down than the list did", () => {
    const head = page([row(5), row(2)], "newer");
    expect(withFresh(page([row(5), row(4), row(3)], "old"), head)).toEqual(head);
  });
});
