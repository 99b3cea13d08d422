import { Button, Group, Radio, Select, Stack } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { type JobKind, type ReplaySelection, replaySelections } from "../../../src/contract/words.ts";
import { callbackChoicesQuery } from "../../api/choices.ts";
import { type Again, countQuery, startJob } from "../../api/jobs.ts";
import { useStrings } from "../../strings/strings.ts";
import { DateTimeInput } from "../DateTimeInput.tsx";
import { Dialog } from "../Dialog.tsx";
import { wordsOf } from "../faces.tsx";
import { Hint } from "../Section.tsx";
import { JobProgress } from "./JobProgress.tsx";

const dayMs = 86_400_000;

interface AgainDialogProps {
  kind: JobKind;
  /** What is proposed. */
  callbackId?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  onClose: () => void;
}

/** Sends many deliveries of a callback again: asks which, says how many these are, then shows how far it is. */
export function AgainDialog({ kind, onClose, ...proposed }: AgainDialogProps) {
  const { again, common } = useStrings();
  const [jobId, setJobId] = useState<string | null>(null);
  return (
    <Dialog onClose={onClose} title={again.titles[kind]}>
      {jobId === null ? (
        <AgainForm kind={kind} proposed={proposed} onStarted={setJobId} onClose={onClose} />
      ) : (
        <Stack gap="lg">
          <JobProgress id={jobId} />
          <Group justify="flex-end">
            <Button onClick={onClose} data-autofocus>
              {common.close}
            </Button>
          </Group>
        </Stack>
      )}
    </Dialog>
  );
}

function AgainForm({
  kind,
  proposed,
  onStarted,
  onClose,
}: {
  kind: JobKind;
  proposed: Omit<AgainDialogProps, "kind" | "onClose">;
  onStarted: (jobId: string) => void;
  onClose: () => void;
}) {
  const strings = useStrings();
  const { again, common } = strings;
  const client = useQueryClient();
  const callbacks = useQuery(callbackChoicesQuery());
  const [chosen, setCallbackId] = useState(proposed.callbackId ?? null);
  // Where there is but one, it is meant.
  const callbackId = chosen ?? (callbacks.data?.length === 1 ? (callbacks.data[0]?.id ?? null) : null);
  const [since, setSince] = useState<string | null>(
    () => proposed.since ?? new Date(Date.now() - dayMs).toISOString(),
  );
  const [until, setUntil] = useState(proposed.until ?? null);
  const [only, setOnly] = useState<ReplaySelection>("undelivered");
  const isBackwards = since !== null && until !== null && since >= until;
  const asked = useMemo<Again | null>(
    () =>
      callbackId === null || since === null || isBackwards ? null : { kind, callbackId, since, until, only },
    [kind, callbackId, since, until, only, isBackwards],
  );
  const start = useMutation({
    mutationFn: startJob,
    onSuccess: ({ jobId }) => {
      void client.invalidateQueries({ queryKey: ["jobs"] });
      onStarted(jobId);
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (asked !== null) start.mutate(asked);
      }}
    >
      <Stack gap="md">
        <p style={{ margin: 0 }} className="soft">
          {again.about[kind]}
        </p>
        <Select
          label={again.callback}
          placeholder={again.chooseCallback}
          searchable
          required
          openOnFocus={false}
          data-autofocus
          data={(callbacks.data ?? []).map(({ id, name, processName }) => ({
            value: id,
            label: `${name} · ${processName}`,
          }))}
          value={callbackId}
          onChange={setCallbackId}
        />
        <DateTimeInput label={again.since} required value={since} onChange={setSince} />
        <DateTimeInput label={again.until} value={until} onChange={setUntil} />
        {kind === "replay" && (
          <Radio.Group
            label={again.what}
            value={only}
            onChange={(value) => setOnly(value === "all" ? "all" : "undelivered")}
          >
            <Stack gap="md" mt={6}>
              {replaySelections.map((value) => (
                <Radio key={value} value={value} label={again.only[value]} size="xs" />
              ))}
            </Stack>
          </Radio.Group>
        )}
        {isBackwards ? <Hint tone="error">{again.backwards}</Hint> : <Count asked={asked} />}
        {start.isError && <Hint tone="error">{wordsOf(start.error, strings)}</Hint>}
        <Group justify="flex-end" gap="sm">
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button type="submit" variant="filled" disabled={asked === null} loading={start.isPending}>
            {again.start[kind]}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** How many would be sent, as soon as that is known. */
function Count({ asked }: { asked: Again | null }) {
  const strings = useStrings();
  const { again } = strings;
  const [settled] = useDebouncedValue(asked, 250);
  return (
    <div role="status" className="num">
      {settled === null ? <span className="dim">{again.choose}</span> : <CountOf asked={settled} />}
    </div>
  );
}

function CountOf({ asked }: { asked: Again }) {
  const strings = useStrings();
  const { again } = strings;
  const count = useQuery(countQuery(asked));
  if (count.isError) return <Hint tone="error">{wordsOf(count.error, strings)}</Hint>;
  if (count.data === undefined) return <span className="dim">{again.counting}</span>;
  return <b style={{ fontWeight: 550 }}>{again.counted(count.data.count)}</b>;
}
