import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ListedCallback, pauseCallback } from "../../api/callbacks.ts";
import { useStrings } from "../../strings/strings.ts";
import { wordsOf } from "../faces.tsx";
import { MayButton } from "../may.tsx";

/** Pauses a callback at once: it goes on to be owed updates, and they wait. */
export function PauseButton({ listed: { id, state, enabled } }: { listed: ListedCallback }) {
  const strings = useStrings();
  const client = useQueryClient();
  const pause = useMutation({
    mutationFn: () => pauseCallback(id),
    onSuccess: () => client.invalidateQueries({ queryKey: ["callbacks"] }),
    onError: (error) => notifications.show({ color: "red", message: wordsOf(error, strings) }),
  });
  if (state === "paused" || !enabled) return null;
  return (
    <MayButton loading={pause.isPending} onClick={() => pause.mutate()}>
      {strings.callback.pause}
    </MayButton>
  );
}
