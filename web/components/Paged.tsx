import { Button } from "@mantine/core";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Page } from "../api/http.ts";
import { useStrings } from "../strings/strings.ts";
import { ErrorState, RowsSkeleton } from "./faces.tsx";
import layout from "./list.module.css";

/** A list in its four faces: on its way, failed, empty, and its rows with the way to more. */
export function Paged<T>({
  list,
  rows: expected = 8,
  empty,
  children,
}: {
  list: UseInfiniteQueryResult<InfiniteData<Page<T>>>;
  /** Lines that stand for what is on its way. */
  rows?: number;
  empty: ReactNode;
  children: (rows: T[]) => ReactNode;
}) {
  const { common } = useStrings();
  const rows = list.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <>
      {list.isPending && <RowsSkeleton wide height={44} rows={expected} />}
      {list.isError && rows.length === 0 && (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.isSuccess && rows.length === 0 && !list.hasNextPage && empty}
      {rows.length > 0 && children(rows)}
      {list.hasNextPage && (
        <div className={layout.more}>
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {common.loadMore}
          </Button>
        </div>
      )}
    </>
  );
}
