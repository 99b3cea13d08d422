import { Select, type SelectProps } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { processesQuery } from "../api/processes.ts";

/** Chooses one of the project's processes by name; finds what is typed among all of them. */
export function ProcessSelect({
  value,
  onChange,
  ...props
}: Omit<SelectProps, "data" | "value" | "onChange"> & {
  value: string | null;
  onChange: (processId: string | null) => void;
}) {
  const list = useInfiniteQuery({ ...processesQuery({}), staleTime: 60_000 });
  const known = list.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Select
      searchable
      data={known.map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      onChange={onChange}
      onDropdownOpen={() => {
        if (list.hasNextPage) void list.fetchNextPage();
      }}
      {...props}
    />
  );
}
