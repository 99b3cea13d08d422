import { Button, Skeleton, Stack } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Problem } from "../api/http.ts";
import { type Strings, useStrings } from "../strings/strings.ts";
import classes from "./faces.module.css";

/** A list with nothing in it: one sentence on what this is, one way on. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={classes.face}>
      <h2>{title}</h2>
      {children !== undefined && <p>{children}</p>}
      {action}
    </div>
  );
}

/** What a person can do about a failed request, in words. */
export function wordsOf(error: Error, { errors }: Strings): string {
  if (!(error instanceof Problem)) return errors.bug;
  if (error.status === 0) return errors.offline;
  if (error.status === 503) return errors.unavailable;
  if (error.status === 404) return errors.notFound;
  if (error.status >= 500) return error.message === "" ? errors.bug : error.message;
  return error.message;
}

/** What could not be loaded: what happened, what to do, and a way to try again. */
export function ErrorState({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const strings = useStrings();
  return (
    <div className={classes.face} role="alert">
      <IconAlertTriangle size={20} className={classes.bad} aria-hidden />
      <h2>{strings.errors.title}</h2>
      <p>{wordsOf(error, strings)}</p>
      {!(error instanceof Problem && error.status === 403) && (
        <Button onClick={onRetry}>{strings.common.retry}</Button>
      )}
    </div>
  );
}

/**
 * Lines in the shape of the rows that are on their way.
 *
 * @param props.wide as wide as the page, as the tables of the lists are
 */
export function RowsSkeleton({
  rows = 8,
  height = 36,
  wide = false,
}: {
  rows?: number;
  height?: number;
  wide?: boolean;
}) {
  const { common } = useStrings();
  return (
    <Stack gap={1} aria-busy="true" aria-label={common.loading} role="status">
      {Array.from({ length: rows }, (_, index) => index).map((row) => (
        <div key={row} className={classes.row} style={{ height }} data-wide={wide || undefined}>
          <Skeleton height={12} width={`${[42, 30, 36, 26][row % 4]}%`} />
          <Skeleton height={12} width={64} />
        </div>
      ))}
    </Stack>
  );
}
