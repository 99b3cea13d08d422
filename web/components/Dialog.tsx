import { Modal, type ModalProps } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useStrings } from "../strings/strings.ts";

/** A dialog over the page, open as long as it is there or `opened` says so. Closed, it gives the focus back. */
export function Dialog({
  children,
  opened = true,
  ...props
}: Omit<ModalProps, "opened"> & { opened?: boolean }) {
  const { common } = useStrings();
  const from = useRef<From>([]);
  const was = useRef(false);
  // Before the dialog takes the focus.
  if (opened && !was.current) from.current = [focused(), opener];
  was.current = opened;
  return (
    <Modal opened={opened} closeButtonProps={{ "aria-label": common.close }} {...props}>
      <ReturnFocus from={from.current} />
      {children}
    </Modal>
  );
}

/** What a dialog was opened from; after it what another was, in whose place it came. */
type From = readonly (HTMLElement | null)[];

/** What the open dialog was opened from. */
let opener: HTMLElement | null = null;

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

/** Mantine gives the focus back where `opened` turns false, not where the dialog is taken away with what opened it. */
function ReturnFocus({ from }: { from: From }) {
  useEffect(() => {
    const there = () => from.find((one) => one?.isConnected && one !== document.body) ?? null;
    opener = there();
    return () => {
      opener = null;
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) (there() ?? content())?.focus({ preventScroll: true });
      });
    };
  }, [from]);
  return null;
}
