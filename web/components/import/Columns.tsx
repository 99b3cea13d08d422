import { Select } from "@mantine/core";
import { type ColumnTarget, leadColumns } from "../../../src/contract/csv-columns.ts";
import { useStrings } from "../../strings/strings.ts";
import { Hint } from "../Section.tsx";
import classes from "./import.module.css";
import { type ColumnFault, faultsOf, type Preview } from "./preview.ts";

/** What stands for leaving a column out: a select has texts only. */
const leftOut = "";

/** What each column of the file becomes, with its first cells. */
export function Columns({
  preview,
  targets,
  disabled,
  onChange,
}: {
  preview: Preview;
  targets: readonly ColumnTarget[];
  disabled: boolean;
  onChange: (targets: ColumnTarget[]) => void;
}) {
  const { imports: words } = useStrings();
  const faultWords = (fault: ColumnFault): string => {
    if (fault.type === "no-contact") return words.noContact;
    if (fault.type === "no-name") return words.noName;
    return words.twice(labelOf(fault.target as ColumnTarget, words));
  };
  return (
    <div>
      <table className={`${classes.table} ${classes.chosen}`} aria-label={words.columns}>
        <thead>
          <tr>
            <th scope="col">{words.column}</th>
            <th scope="col" className={classes.sample}>
              {words.sample}
            </th>
            <th scope="col" className={classes.target}>
              {words.becomes}
            </th>
          </tr>
        </thead>
        <tbody>
          {preview.names.map((name, index) => (
            <tr key={name}>
              <td>{name}</td>
              <td className={classes.sample}>
                <Cells rows={preview.rows} index={index} />
              </td>
              <td className={classes.target}>
                <Select
                  aria-label={words.becomesOf(name)}
                  disabled={disabled}
                  allowDeselect={false}
                  data={optionsOf(name, targets[index] ?? null).map((target) => ({
                    value: target ?? leftOut,
                    label: labelOf(target, words),
                  }))}
                  value={targets[index] ?? leftOut}
                  onChange={(value) =>
                    onChange(
                      targets.map((one, at) => (at === index ? ((value || null) as ColumnTarget) : one)),
                    )
                  }
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {faultsOf(targets).map((fault) => (
        <Hint key={faultWords(fault)} tone="error">
          {faultWords(fault)}
        </Hint>
      ))}
    </div>
  );
}

/** A column's first cells, a line each. */
function Cells({ rows, index }: { rows: Preview["rows"]; index: number }) {
  const cells = rows.map((row) => row[index] ?? "").filter((cell) => cell !== "");
  return [...new Set(cells)].map((cell) => (
    <div key={cell} title={cell}>
      {cell}
    </div>
  ));
}

/** What a column can be: a field, metadata under its own name, what it is now, or nothing. */
function optionsOf(name: string, now: ColumnTarget): ColumnTarget[] {
  return [...new Set<ColumnTarget>([...leadColumns, `metadata.${name}`, now, null])];
}

function labelOf(target: ColumnTarget, words: ReturnType<typeof useStrings>["imports"]): string {
  if (target === null) return words.leaveOut;
  if (target in words.targets) return words.targets[target as keyof typeof words.targets];
  return words.metadata(target.slice("metadata.".length));
}
