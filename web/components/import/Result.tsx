import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { errorsUrl, type Import } from "../../api/imports.ts";
import { told, useStrings } from "../../strings/strings.ts";
import { formatNumber } from "../format.ts";
import { Hint } from "../Section.tsx";
import classes from "./import.module.css";

/** Refused rows that are shown. */
const shown = 20;

/** What became of a file's rows. */
export function Result({ result, onAnother }: { result: Import; onAnother: () => void }) {
  const { imports: words } = useStrings();
  const counts = [
    [words.rows, result.rows],
    [result.dryRun ? words.wouldBe : words.imported, result.imported],
    [words.existing, result.existing],
    [words.failed, result.failed],
  ] as const;
  return (
    <>
      {result.status === "cancelled" && <Hint tone="warn">{words.cancelled}</Hint>}
      {result.error !== null && (
        <Hint tone="error">
          {told(result.error)}. {!result.dryRun && result.imported > 0 && words.broken}
        </Hint>
      )}
      <dl className={classes.counts}>
        {counts.map(([label, count]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{formatNumber(count)}</dd>
          </div>
        ))}
      </dl>
      <Refused result={result} />
      {!result.dryRun && (
        <div className={classes.actions}>
          <Button
            renderRoot={(props) => <Link to="/leads" search={{ processId: result.processId }} {...props} />}
            variant="filled"
          >
            {words.showLeads}
          </Button>
          <Button onClick={onAnother}>{words.next}</Button>
        </div>
      )}
    </>
  );
}

function Refused({ result }: { result: Import }) {
  const { imports: words } = useStrings();
  const rows = result.errors.slice(0, shown);
  const more = result.existing + result.failed - rows.length;
  if (rows.length === 0) return null;
  return (
    <div>
      <table className={classes.table} aria-label={words.refused}>
        <thead>
          <tr>
            <th scope="col">{words.row}</th>
            <th scope="col">{words.column}</th>
            <th scope="col">{words.why}</th>
            <th scope="col" className={classes.cells}>
              {words.cells}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ row, column, error, values }) => (
            <tr key={row}>
              <td className="num">{formatNumber(row)}</td>
              <td>{column ?? "–"}</td>
              <td>{told(error)}</td>
              <td className={`${classes.cells} dim`}>{values.filter((cell) => cell !== "").join(" · ")}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={`${classes.actions} ${classes.below}`}>
        <Button component="a" href={errorsUrl(result.id)} download>
          {words.download}
        </Button>
        {more > 0 && <span className="dim">{words.more(more)}</span>}
      </div>
    </div>
  );
}
