import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ImportSummary, importsQuery } from "../../api/imports.ts";
import { told, useStrings } from "../../strings/strings.ts";
import { ErrorState, RowsSkeleton } from "../faces.tsx";
import { formatNumber } from "../format.ts";
import { When } from "../When.tsx";
import classes from "./import.module.css";

/** Imports that are shown. */
const shown = 8;

/** What was imported lately, so that one that broke off is not forgotten. */
export function Recent() {
  const { imports: words } = useStrings();
  const list = useQuery(importsQuery);
  if (list.isPending) return <RowsSkeleton rows={2} />;
  if (list.isError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  const imports = list.data.filter(({ dryRun, status }) => !dryRun && status !== "ready").slice(0, shown);
  if (imports.length === 0) return <span className="dim">{words.recentEmpty}</span>;
  return (
    <table className={classes.table} aria-label={words.recent}>
      <thead>
        <tr>
          <th scope="col">{words.file}</th>
          <th scope="col">{words.outcome}</th>
          <th scope="col">{words.imported}</th>
          <th scope="col" className={classes.cells}>
            {words.existing}
          </th>
          <th scope="col" className={classes.cells}>
            {words.failed}
          </th>
          <th scope="col">{words.when}</th>
        </tr>
      </thead>
      <tbody>
        {imports.map((one) => (
          <Line key={one.id} one={one} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ one }: { one: ImportSummary }) {
  const { imports: words } = useStrings();
  return (
    <tr>
      <td>
        <Link to="/leads" search={{ processId: one.processId }}>
          {one.fileName ?? words.unnamed}
        </Link>
      </td>
      <td>
        {words.statuses[one.status]}
        {one.error !== null && <div className="dim">{told(one.error)}</div>}
      </td>
      <td className="num">{formatNumber(one.imported)}</td>
      <td className={`${classes.cells} num`}>{formatNumber(one.existing)}</td>
      <td className={`${classes.cells} num`}>{formatNumber(one.failed)}</td>
      <td className="soft">
        <When at={one.createdAt} />
      </td>
    </tr>
  );
}
