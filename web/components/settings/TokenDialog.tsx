import { Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { scopes } from "../../../src/contract/words.ts";
import { createToken, tokensQuery } from "../../api/accounts.ts";
import { useStrings } from "../../strings/strings.ts";
import { ProcessSelect } from "../ProcessSelect.tsx";
import { errorAt, FormDialog } from "./FormDialog.tsx";
import { OnceDialog } from "./OnceDialog.tsx";

/** Makes a token, and shows it the one time. */
export function TokenDialog({ onClose }: { onClose: () => void }) {
  const { accounts } = useStrings();
  const { tokens: words } = accounts;
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [scope, setScope] = useState<string>("report");
  const [processId, setProcessId] = useState<string | null>(null);
  const making = useMutation({
    mutationFn: createToken,
    onSuccess: () => client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
  if (making.data !== undefined) {
    const { token, name: made } = making.data;
    return <OnceDialog title={words.made} text={words.madeText(made)} secret={token} onClose={onClose} />;
  }
  return (
    <FormDialog
      title={words.createTitle}
      confirm={words.createDo}
      busy={making.isPending}
      error={making.error}
      onDone={() => making.mutate({ name, scope, processId })}
      onClose={onClose}
    >
      <TextInput
        label={accounts.name}
        placeholder={words.namePlaceholder}
        data-autofocus
        autoComplete="off"
        value={name}
        error={errorAt(making.error, "name")}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Select
        label={words.scope}
        allowDeselect={false}
        data={scopes.map((one) => ({ value: one, label: words.scopes[one] }))}
        disabled={processId !== null}
        value={scope}
        onChange={(chosen) => setScope(chosen ?? "report")}
      />
      <ProcessSelect
        label={words.process}
        description={words.processHelp}
        placeholder={words.anyProcess}
        clearable
        value={processId}
        error={errorAt(making.error, "processId")}
        onChange={(id) => {
          setProcessId(id);
          if (id !== null) setScope("report");
        }}
      />
    </FormDialog>
  );
}
