import { useMediaQuery } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import type { Delivery } from "../../api/deliveries.ts";
import { type Strings, told, useStrings } from "../../strings/strings.ts";
import { formatDuration, shortId } from "../format.ts";
import { StatusBadge } from "../StatusBadge.tsx";
import { When } from "../When.tsx";
import { deliveryWords, inOneLine } from "../what-happened.ts";
import type { DeliverySearch } from "./filters.ts";
import classes from "./Rows.module.css";
import { useVisibleRange } from "./visible-range.ts";

/** As in `Rows.module.css`: of a line, and of two where the window has no room for one. */
const [lineHeight, twoLinesHeight] = [37, 57];
/** Rows before the end where more are asked for. */
const nearEnd = 30;

/** What was answered, in a word: the code, or how it failed without one. */
function answerOf(row: Delivery, { deliveries }: Strings): string {
  if (row.lastStatusCode !== null) return String(row.lastStatusCode);
  return row.lastErrorClass === null ? "–" : deliveries.noAnswer[row.lastErrorClass];
}

interface RowsProps {
  rows: readonly Delivery[];
  /** The row that the keyboard is at. */
  active: string | null;
  /** The row whose delivery is open. */
  opened: string | null;
  onOpen: (id: string, byKeyboard: boolean) => void;
  /** Told which rows are drawn. */
  onView: (rows: readonly Delivery[]) => void;
  onNearEnd: () => void;
}

/** Deliveries, a line each; of many only those near the window are drawn. */
export function Rows({ rows, active, opened, onOpen, onView, onNearEnd }: RowsProps) {
  const { deliveries } = useStrings();
  const rowHeight = useMediaQuery("(max-width: 480px)", undefined, { getInitialValueInEffect: false })
    ? twoLinesHeight
    : lineHeight;
  const body = useRef<HTMLTableSectionElement>(null);
  const { first, end } = useVisibleRange(body, rowHeight, rows.length);
  const drawn = useMemo(() => rows.slice(first, end), [rows, first, end]);
  const heads = useMemo(() => headsOf(rows), [rows]);
  useEffect(() => onView(drawn), [onView, drawn]);
  useEffect(() => {
    if (end > rows.length - nearEnd) onNearEnd();
  }, [end, rows.length, onNearEnd]);
  const reached = rows.some(({ id }) => id === active) ? active : (rows[0]?.id ?? null);
  return (
    <table className={classes.table} aria-label={deliveries.list} aria-rowcount={rows.length + 1}>
      <colgroup>
        <col className={classes.status} />
        <col />
        <col className={classes.callback} />
        <col className={classes.answer} />
        <col className={classes.took} />
        <col className={classes.when} />
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          <th scope="col">{deliveries.status}</th>
          <th scope="col">{deliveries.whatHappened}</th>
          <th scope="col" data-wide>
            {deliveries.callback}
          </th>
          <th scope="col" data-number>
            {deliveries.answer}
          </th>
          <th scope="col" data-number data-wide>
            {deliveries.took}
          </th>
          <th scope="col" data-number>
            {deliveries.when}
          </th>
        </tr>
      </thead>
      <tbody ref={body}>
        <Space height={first * rowHeight} />
        {drawn.map((row, index) => (
          <Row
            key={row.id}
            row={row}
            index={first + index + 2}
            behind={row.shownStatus === "held" ? (heads.get(laneOf(row)) ?? null) : null}
            isOpened={row.id === opened}
            isReached={row.id === reached}
            onOpen={onOpen}
          />
        ))}
        <Space height={(rows.length - end) * rowHeight} />
      </tbody>
    </table>
  );
}

/** Stands for rows that are not drawn. */
function Space({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden>
      <td style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}

const laneOf = ({ leadId, callbackId }: Delivery): string => `${leadId} ${callbackId}`;

/** Of each lead and callback the delivery that the later ones wait for, where it is among the rows. */
function headsOf(rows: readonly Delivery[]): Map<string, string> {
  return new Map(rows.filter(({ status }) => status === "pending").map((row) => [laneOf(row), row.id]));
}

function Row({
  row,
  index,
  behind,
  isOpened,
  isReached,
  onOpen,
}: {
  row: Delivery;
  index: number;
  behind: string | null;
  isOpened: boolean;
  isReached: boolean;
  onOpen: RowsProps["onOpen"];
}) {
  const strings = useStrings();
  const { deliveries, happened } = strings;
  const who = row.lead === null ? null : (row.lead.name ?? row.lead.referenceId ?? deliveries.noName);
  const words = inOneLine(deliveryWords(row, happened));
  return (
    <tr className={classes.row} aria-rowindex={index} data-on={isOpened || undefined}>
      <td>
        <StatusBadge status={row.shownStatus} />
      </td>
      <td>
        <Link
          to="/deliveries"
          search={(search: DeliverySearch) => ({ ...search, delivery: row.id })}
          className={classes.link}
          data-row={row.id}
          aria-current={isOpened || undefined}
          tabIndex={isReached ? 0 : -1}
          title={who === null ? words : `${who} · ${words}`}
          preload={false}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            onOpen(row.id, event.detail === 0);
          }}
        >
          {who !== null && <b>{who}</b>}
          {who !== null && <span className={classes.between}> · </span>}
          {words}
          {behind !== null && <span className={classes.behind}> · {deliveries.behind(shortId(behind))}</span>}
        </Link>
      </td>
      <td data-wide className="soft" title={`${row.callbackName} · ${row.processName}`}>
        {row.callbackName}
      </td>
      <td data-number title={row.lastError === null ? undefined : told(row.lastError)}>
        {answerOf(row, strings)}
      </td>
      <td data-number data-wide className="soft">
        {row.durationMs === null ? "–" : formatDuration(row.durationMs)}
      </td>
      <td data-number className="dim">
        <When at={row.createdAt} />
      </td>
    </tr>
  );
}
