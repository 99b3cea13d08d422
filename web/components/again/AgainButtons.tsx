import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import type { JobKind } from "../../../src/contract/words.ts";
import { sessionQuery } from "../../api/session.ts";
import { useStrings } from "../../strings/strings.ts";

const AgainDialog = lazy(async () => ({ default: (await import("./AgainDialog.tsx")).AgainDialog }));

/** Recover… and Replay…, with what they propose. */
export function AgainButtons(proposed: {
  callbackId?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
}) {
  const { again } = useStrings();
  const session = useQuery(sessionQuery);
  const [kind, setKind] = useState<JobKind | null>(null);
  if (session.data?.scope !== "manage") return null;
  return (
    <>
      <Button onClick={() => setKind("replay")}>{again.replay}</Button>
      <Button onClick={() => setKind("recover")}>{again.recover}</Button>
      {kind !== null && (
        <Suspense>
          <AgainDialog kind={kind} {...proposed} onClose={() => setKind(null)} />
        </Suspense>
      )}
    </>
  );
}
