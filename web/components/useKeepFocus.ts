import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/**
 * Gives a button its focus back that it lost by being disabled while it was busy, unless one has gone on meanwhile.
 *
 * @returns a ref for the button
 */
export function useKeepFocus(busy: boolean): RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null);
  const had = useRef(false);
  // Before the browser takes the focus from what is disabled.
  useLayoutEffect(() => {
    if (busy) had.current = document.activeElement === button.current;
  }, [busy]);
  useEffect(() => {
    if (busy || !had.current) return;
    had.current = false;
    if (document.activeElement === document.body) button.current?.focus({ preventScroll: true });
  }, [busy]);
  return button;
}
