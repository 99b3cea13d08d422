import { useRef } from "react";

/** What an overlay was opened from; after it what another was, in whose place it came. */
export type From = readonly (HTMLElement | null)[];

/** What the open dialog was opened from. */
let opener: HTMLElement | null = null;

/** What had the focus when `opened` turned true, as long as it stays so: found before the overlay takes the focus. */
export function useFrom(opened: boolean): From {
  const from = useRef<From>([]);
  const was = useRef(false);
  if (opened && !was.current) from.current = [focused(), opener];
  was.current = opened;
  return from.current;
}

/** Notes what the open dialog was opened from (none: it closed), for one that comes in its place. */
export function noteOpener(from: From): void {
  opener = there(from);
}

/** Gives the focus back, or to the content where what had it is gone; not where something else has it by now. */
export function giveFocusBack(from: From): void {
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) (there(from) ?? content())?.focus({ preventScroll: true });
  });
}

const there = (from: From) => from.find((one) => one?.isConnected && one !== document.body) ?? null;

/** What has the focus; of an item of a menu, which closes, the button of the menu. */
function focused(): HTMLElement | null {
  const active = document.activeElement;
  const button = active?.closest("[role=menu]")?.getAttribute("aria-labelledby") ?? null;
  return button === null ? (active as HTMLElement | null) : document.getElementById(button);
}

/** The page's content, which may have the focus where what had it is gone. */
function content(): HTMLElement | null {
  const found = document.getElementById("content");
  found?.setAttribute("tabindex", "-1");
  return found;
}
