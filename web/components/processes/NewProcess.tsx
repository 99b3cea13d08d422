import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { createProcess, processQuery } from "../../api/processes.ts";
import { useStrings } from "../../strings/strings.ts";
import { wordsOf } from "../faces.tsx";
import NameDialog from "./NameDialog.tsx";

/** Makes a process by its name alone, and goes to its page. */
export default function NewProcess({ onClose }: { onClose: () => void }) {
  const strings = useStrings();
  const { processes: words } = strings;
  const client = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: createProcess,
    onSuccess: async (process) => {
      client.setQueryData(processQuery(process.id).queryKey, process);
      void client.invalidateQueries({ queryKey: ["processes"] });
      await navigate({ to: "/processes/$processId", params: { processId: process.id } });
    },
  });
  return (
    <NameDialog
      title={words.createTitle}
      help={words.createHelp}
      confirm={words.createDo}
      busy={create.isPending}
      error={create.error && wordsOf(create.error, strings)}
      onDone={(name) => create.mutate(name)}
      onClose={onClose}
    />
  );
}
