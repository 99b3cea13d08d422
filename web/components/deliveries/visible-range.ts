import { type RefObject, useEffect, useState } from "react";

/** Rows that are drawn beyond the window's edges; the range moves in steps of as many. */
const spare = 15;

/**
 * Which of many equally high rows are worth drawing.
 *
 * @param top of the first row, from the top of the window, CSS pixels
 * @returns the first, and the one after the last
 */
export function rangeIn(
  top: number,
  windowHeight: number,
  rowHeight: number,
  count: number,
): { first: number; end: number } {
  const above = Math.floor(-top / rowHeight / spare) * spare;
  const below = Math.ceil((windowHeight - top) / rowHeight / spare) * spare;
  const first = Math.min(Math.max(0, above - spare), Math.max(0, count - 1));
  return { first, end: Math.min(count, Math.max(first, below + spare)) };
}

/** The rows that are worth drawing while the page scrolls. */
export function useVisibleRange(
  rows: RefObject<HTMLElement | null>,
  rowHeight: number,
  count: number,
): { first: number; end: number } {
  const [range, setRange] = useState({ first: 0, end: Math.min(count, 60) });
  useEffect(() => {
    const look = () => {
      const top = rows.current?.getBoundingClientRect().top ?? 0;
      const next = rangeIn(top, window.innerHeight, rowHeight, count);
      setRange((before) => (before.first === next.first && before.end === next.end ? before : next));
    };
    look();
    window.addEventListener("scroll", look, { passive: true });
    window.addEventListener("resize", look);
    return () => {
      window.removeEventListener("scroll", look);
      window.removeEventListener("resize", look);
    };
  }, [rows, rowHeight, count]);
  return range;
}
