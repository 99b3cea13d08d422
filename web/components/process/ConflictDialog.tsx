import { Button, Group, Stack } from "@mantine/core";
import type { ProcessWithSettings } from "../../api/processes.ts";
import { useStrings } from "../../strings/strings.ts";
import { Dialog } from "../Dialog.tsx";
import classes from "./conflict.module.css";
import { type CompareWords, fieldLabel, valueText } from "./conflict-words.ts";
import { alike, type ProcessDraft } from "./draft.ts";
import { type Difference, differences } from "./merge.ts";

/** Shows what someone else saved meanwhile, field by field, and lets one take it or keep one's own on top. */
export default function ConflictDialog({
  stored,
  theirs,
  draft,
  onTheirs,
  onMine,
  onClose,
}: {
  /** The version that the form began with. */
  stored: ProcessWithSettings;
  theirs: ProcessWithSettings;
  draft: ProcessDraft;
  onTheirs: () => void;
  onMine: () => void;
  onClose: () => void;
}) {
  const strings = useStrings();
  const { process, common } = strings;
  const found = differences(alike(stored, draft), alike(theirs, draft), draft);
  return (
    <Dialog size="lg" onClose={onClose} title={process.conflictTitle}>
      <Stack gap="md">
        <div>{process.conflictText}</div>
        {found.length === 0 ? (
          <div className="dim">{process.conflictNothing}</div>
        ) : (
          <div className={classes.scroll}>
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col">{process.conflictField}</th>
                  <th scope="col">{process.theirs}</th>
                  <th scope="col">{process.mine}</th>
                </tr>
              </thead>
              <tbody>
                {found.map((one) => (
                  <Row key={keyOf(one)} difference={one} words={strings} />
                ))}
              </tbody>
            </table>
          </div>
        )}
        <Group justify="flex-end" gap="sm">
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button onClick={onTheirs}>{process.takeTheirs}</Button>
          <Button variant="filled" onClick={onMine}>
            {process.keepMine}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

const keyOf = (one: Difference): string =>
  [one.kind, "callback" in one ? one.callback : "", "field" in one ? one.field : ""].join(" ");

function Row({ difference: one, words }: { difference: Difference; words: CompareWords }) {
  const { process } = words;
  if (one.kind === "added" || one.kind === "removed") {
    return (
      <tr>
        <th scope="row">{one.callback}</th>
        <td colSpan={2}>{one.kind === "added" ? process.conflictAdded : process.conflictRemoved}</td>
      </tr>
    );
  }
  return (
    <tr data-both={one.both || undefined}>
      <th scope="row">
        {one.kind === "setting" && <div className="dim">{one.callback}</div>}
        {fieldLabel(one.field, one.kind, words)}
        {one.both && <div className={classes.both}>{process.conflictBoth}</div>}
      </th>
      <td>{valueText(one.field, one.theirs, words)}</td>
      <td>{valueText(one.field, one.mine, words)}</td>
    </tr>
  );
}
