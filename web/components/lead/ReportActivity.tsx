import {
  Button,
  Group,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Textarea,
  TextInput,
} from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import {
  type ActivityType,
  activityTypes,
  type CallStatus,
  callStatuses,
} from "../../../src/contract/words.ts";
import { reportActivity } from "../../api/leads.ts";
import type { Process } from "../../api/processes.ts";
import { useStrings } from "../../strings/strings.ts";
import { Dialog } from "../Dialog.tsx";
import { wordsOf } from "../faces.tsx";
import { Hint } from "../Section.tsx";
import { atFirst, type Fields, isSilent, reportOf } from "./report-of.ts";

interface ReportProps {
  opened: boolean;
  onClose: () => void;
  leadId: string;
  process: Process;
}

/** Reports an activity by hand: the same as an integration's report, through the same API. */
export function ReportActivity({ opened, onClose, leadId, process }: ReportProps) {
  const { report: words } = useStrings();
  return (
    <Dialog opened={opened} onClose={onClose} title={words.title}>
      <ReportForm onClose={onClose} leadId={leadId} process={process} />
    </Dialog>
  );
}

function ReportForm({ onClose, leadId, process }: Omit<ReportProps, "opened">) {
  const strings = useStrings();
  const { report: words, activityWords, common } = strings;
  const client = useQueryClient();
  const [fields, setFields] = useState(atFirst);
  const set = (change: Partial<Fields>) => setFields((before) => ({ ...before, ...change }));
  const reporting = useMutation({
    mutationFn: () => reportActivity(reportOf(leadId, fields, Date.now())),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["lead", leadId] });
      notifications.show({ message: words.done });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    reporting.mutate();
  };
  const silent = isSilent(fields);
  const moves = process.dispositions.find(({ name }) => name === fields.disposition)?.toState ?? null;
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <SegmentedControl
          fullWidth
          aria-label={words.what}
          data={activityTypes.map((type) => ({ value: type, label: activityWords.types[type] }))}
          value={fields.type}
          onChange={(type) => set({ type: type as ActivityType })}
        />
        {fields.type === "call" && (
          <Select
            label={words.callStatus}
            allowDeselect={false}
            data={callStatuses.map((status) => ({ value: status, label: words.choices[status] }))}
            value={fields.callStatus}
            onChange={(status) => set({ callStatus: (status ?? "completed") as CallStatus })}
          />
        )}
        {fields.type === "schedule" && (
          <TextInput
            type="datetime-local"
            label={words.scheduledAt}
            required
            withAsterisk={false}
            value={fields.scheduledAt}
            onChange={(event) => set({ scheduledAt: event.currentTarget.value })}
          />
        )}
        {!silent && (
          <>
            <Select
              label={words.disposition}
              clearable
              placeholder={common.none}
              data={process.dispositions.map(({ name }) => name)}
              value={fields.disposition}
              onChange={(disposition) => set({ disposition })}
              description={moves === null ? undefined : words.dispositionHint(moves)}
            />
            <Select
              label={words.state}
              clearable
              placeholder={moves === null ? words.keepPlain : words.keep}
              data={process.states.map(({ name }) => name)}
              value={fields.toState}
              onChange={(toState) => set({ toState })}
            />
          </>
        )}
        {fields.type === "call" && !silent && (
          <NumberInput
            label={words.minutes}
            min={0}
            max={600}
            decimalScale={1}
            value={fields.minutes}
            onChange={(minutes) => set({ minutes })}
          />
        )}
        <Textarea
          label={words.summary}
          autosize
          minRows={2}
          maxRows={8}
          value={fields.summary}
          onChange={(event) => set({ summary: event.currentTarget.value })}
        />
        {reporting.error !== null && <Hint tone="error">{wordsOf(reporting.error, strings)}</Hint>}
        <Group justify="flex-end" gap="sm">
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button type="submit" variant="filled" loading={reporting.isPending}>
            {words.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
