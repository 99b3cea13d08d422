import { useEffect, useRef } from "react";

/** What keys do in the list and beside it. */
export interface Keys {
  move: (by: 1 | -1, focus: boolean) => void;
  close: () => void;
  resend: () => void;
}

const fields = "input, textarea, select, [contenteditable]";
/** Something is open that has the keys: a dialog, a menu, a list of choices; not the panel. */
const above =
  "[role=dialog]:not([data-delivery-panel]), [role=listbox]:not([hidden]), [data-mantine-shared-portal-node] [role=menu]";

const isShown = (element: Element): boolean => element.checkVisibility();

/**
 * Listens to the keys of the deliveries page. Arrows work in the list; single keys everywhere but in fields and dialogs,
 * and only where `letters` allows them (WCAG 2.1.4).
 */
export function useKeys(keys: Keys, letters: boolean): void {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : document.body;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      if (target.closest(fields) !== null || [...document.querySelectorAll(above)].some(isShown)) return;
      const inPanel = target.closest("[data-delivery-panel]") !== null;
      const inList = target.closest("[data-row]") !== null;
      const action = actionOf(event.key, letters, inList);
      if (action === null) return;
      event.preventDefault();
      if (action === "down" || action === "up") current.current.move(action === "down" ? 1 : -1, !inPanel);
      else current.current[action]();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [letters]);
}

const letterActions = new Map<string, "down" | "up" | "resend">([
  ["j", "down"],
  ["k", "up"],
  ["r", "resend"],
]);

/** What a key asks for, or null. */
export function actionOf(
  key: string,
  letters: boolean,
  inList: boolean,
): "down" | "up" | "close" | "resend" | null {
  if (key === "Escape") return "close";
  if (inList && key === "ArrowDown") return "down";
  if (inList && key === "ArrowUp") return "up";
  return letters ? (letterActions.get(key) ?? null) : null;
}
