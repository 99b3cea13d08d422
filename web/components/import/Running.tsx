import { Button, Progress } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { cancelImport, importQuery } from "../../api/imports.ts";
import { useStrings } from "../../strings/strings.ts";
import { formatShare } from "../format.ts";
import classes from "./import.module.css";

/** How far an import is, and a way to end it. */
export function Running({ id, dryRun, sent }: { id: string; dryRun: boolean; sent: number }) {
  const { imports: words } = useStrings();
  const found = useQuery(importQuery(id));
  const cancel = useMutation({ mutationFn: () => cancelImport(id) });
  const what = dryRun ? words.checking : words.importing;
  return (
    <div className={classes.progress}>
      <div className={classes.line}>
        <b>{what}</b>
        <span className="dim num" role="status">
          {words.soFar(found.data?.rows ?? 0)}
        </span>
        <span className="num">{formatShare(sent)}</span>
      </div>
      <Progress size="md" value={sent * 100} animated aria-label={what} color="var(--accent)" />
      <div className={classes.line}>
        <span className="dim">{words.staying}</span>
        <Button loading={cancel.isPending || cancel.isSuccess} onClick={() => cancel.mutate()}>
          {words.stop}
        </Button>
      </div>
    </div>
  );
}
