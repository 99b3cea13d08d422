import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Problem } from "../../api/http.ts";
import { createLead } from "../../api/leads.ts";
import { processesQuery, processQuery } from "../../api/processes.ts";
import { chosenProjectId, sessionQuery } from "../../api/session.ts";
import { useStrings } from "../../strings/strings.ts";
import { Dialog } from "../Dialog.tsx";
import { wordsOf } from "../faces.tsx";
import { ProcessSelect } from "../ProcessSelect.tsx";
import { Hint } from "../Section.tsx";

interface AddLeadProps {
  opened: boolean;
  onClose: () => void;
  /** The process that is chosen at first. */
  processId: string | null;
}

/** Adds one lead by hand, into the first state of its process, and goes to its page. */
export function AddLead({ opened, onClose, processId }: AddLeadProps) {
  const { leads } = useStrings();
  return (
    <Dialog opened={opened} onClose={onClose} title={leads.addTitle}>
      <AddLeadForm onClose={onClose} processId={processId} />
    </Dialog>
  );
}

const empty = { name: "", phone: "", email: "", referenceId: "" };

function AddLeadForm({ onClose, processId }: Omit<AddLeadProps, "opened">) {
  const strings = useStrings();
  const { leads: words, common } = strings;
  const navigate = useNavigate();
  const client = useQueryClient();
  const session = useQuery(sessionQuery);
  const [picked, setChosen] = useState(processId);
  const processes = useInfiniteQuery(processesQuery({}));
  const known = processes.data?.pages.flatMap(({ data }) => data) ?? [];
  // Where there is but one process, it is the one.
  const chosen = picked ?? (known.length === 1 ? (known[0]?.id ?? null) : null);
  const [fields, setFields] = useState(empty);
  const process = useQuery({ ...processQuery(chosen ?? ""), enabled: chosen !== null });
  const adding = useMutation({
    mutationFn: () => {
      const given = Object.entries(fields).filter(([, value]) => value.trim() !== "");
      const projectId = chosenProjectId(session.data ?? null) ?? "";
      return createLead({ name: "", ...Object.fromEntries(given), projectId, processId: chosen ?? "" });
    },
    onSuccess: async (lead) => {
      await client.invalidateQueries({ queryKey: ["leads"] });
      await navigate({ to: "/leads/$leadId", params: { leadId: lead._id } });
    },
  });
  const problem = adding.error instanceof Problem ? adding.error : null;
  const existing = problem?.body.existingLeadId;
  /** An error that stands at no field. */
  const elsewhere = adding.error !== null && (problem === null || problem.errors.length === 0);
  const errorOf = (path: string) => problem?.errors.find((error) => error.path.endsWith(path))?.message;
  const input = (name: keyof typeof empty, label: string) => ({
    label,
    value: fields[name],
    error: errorOf(name),
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setFields((before) => ({ ...before, [name]: value }));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    adding.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <ProcessSelect
          label={words.process}
          required
          withAsterisk={false}
          value={chosen}
          onChange={setChosen}
        />
        <TextInput
          {...input("name", words.name)}
          required
          withAsterisk={false}
          autoComplete="off"
          data-autofocus
        />
        <TextInput
          {...input("phone", words.phone)}
          type="tel"
          autoComplete="off"
          description={words.phoneHint(process.data?.defaultCountry ?? "IN")}
        />
        <TextInput {...input("email", words.email)} type="email" autoComplete="off" />
        <TextInput
          {...input("referenceId", words.reference)}
          description={words.referenceHint}
          autoComplete="off"
        />
        {elsewhere && <Hint tone="error">{wordsOf(adding.error, strings)}</Hint>}
        {typeof existing === "string" && (
          <Link to="/leads/$leadId" params={{ leadId: existing }}>
            {words.openExisting}
          </Link>
        )}
        <Group justify="flex-end" gap="sm">
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button type="submit" variant="filled" loading={adding.isPending} disabled={chosen === null}>
            {words.add}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
