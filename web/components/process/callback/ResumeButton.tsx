import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { type ListedCallback, resumeCallback } from "../../../api/callbacks.ts";
import { useStrings } from "../../../strings/strings.ts";
import { wordsOf } from "../../faces.tsx";
import { MayButton } from "../../may.tsx";

const ResumeDialog = lazy(() => import("./ResumeDialog.tsx"));

/** Lets a paused callback go on, at once; where updates wait for it, it asks what is to become of them. */
export function ResumeButton({ listed }: { listed: ListedCallback }) {
  const strings = useStrings();
  const { callback: words } = strings;
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const resume = useMutation({
    mutationFn: (pending: "send" | "skip") => resumeCallback(listed.id, pending),
    onSuccess: async () => {
      setAsking(false);
      await client.invalidateQueries({ queryKey: ["callbacks"] });
    },
    onError: (error) => notifications.show({ color: "red", message: wordsOf(error, strings) }),
  });
  const { waiting } = listed.health;
  return (
    <>
      <MayButton
        size="xs"
        loading={resume.isPending}
        onClick={() => (waiting > 0 ? setAsking(true) : resume.mutate("send"))}
      >
        {waiting > 0 ? words.resumeMore : words.resume}
      </MayButton>
      {asking && (
        <Suspense>
          <ResumeDialog
            name={listed.name}
            waiting={waiting}
            busy={resume.isPending}
            onResume={(pending) => resume.mutate(pending)}
            onClose={() => setAsking(false)}
          />
        </Suspense>
      )}
    </>
  );
}
