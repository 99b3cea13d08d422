import { Modal, type ModalProps } from "@mantine/core";
import { useEffect } from "react";
import { useStrings } from "../strings/strings.ts";
import { type From, giveFocusBack, noteOpener, useFrom } from "./return-focus.ts";

/** A dialog over the page, open as long as it is there or `opened` says so. Closed, it gives the focus back. */
export function Dialog({
  children,
  opened = true,
  ...props
}: Omit<ModalProps, "opened"> & { opened?: boolean }) {
  const { common } = useStrings();
  const from = useFrom(opened);
  return (
    <Modal opened={opened} closeButtonProps={{ "aria-label": common.close }} {...props}>
      <ReturnFocus from={from} />
      {children}
    </Modal>
  );
}

/** Mantine gives the focus back where `opened` turns false, not where the dialog is taken away with what opened it. */
function ReturnFocus({ from }: { from: From }) {
  useEffect(() => {
    noteOpener(from);
    return () => {
      noteOpener([]);
      giveFocusBack(from);
    };
  }, [from]);
  return null;
}
