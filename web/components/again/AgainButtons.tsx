import { lazy, Suspense, useState } from "react";
import type { JobKind } from "../../../src/contract/words.ts";
import { useStrings } from "../../strings/strings.ts";
import { MayButton } from "../may.tsx";

const AgainDialog = lazy(async () => ({ default: (await import("./AgainDialog.tsx")).AgainDialog }));

/** Recover… and Replay…, with what they propose. */
export function AgainButtons(proposed: {
  callbackId?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
}) {
  const { again } = useStrings();
  const [kind, setKind] = useState<JobKind | null>(null);
  return (
    <>
      <MayButton onClick={() => setKind("replay")}>{again.replay}</MayButton>
      <MayButton onClick={() => setKind("recover")}>{again.recover}</MayButton>
      {kind !== null && (
        <Suspense>
          <AgainDialog kind={kind} {...proposed} onClose={() => setKind(null)} />
        </Suspense>
      )}
    </>
  );
}
