import "@mantine/spotlight/styles.css";
import { useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight, type SpotlightActionGroupData, useSpotlight } from "@mantine/spotlight";
import { IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { processesQuery } from "../api/processes.ts";
import { useStrings } from "../strings/strings.ts";
import { paletteStore } from "./palette-store.ts";
import { giveFocusBack, useFrom } from "./return-focus.ts";

const idPattern = /^[0-9a-f]{24}$/;

/** Ctrl-K: pages, processes by name, a lead or a delivery by id, and commands. */
export default function Palette() {
  const { palette, nav, common } = useStrings();
  const router = useRouter();
  // Mantine does not know what had the focus where the palette was asked for before its code was there.
  const from = useFrom(useSpotlight(paletteStore).opened);
  const { setColorScheme } = useMantineColorScheme();
  const [query, setQuery] = useState("");
  const [searched] = useDebouncedValue(query.trim(), 150);
  // The newest are at hand before anything is typed, so that Enter takes the first match; older ones are searched for.
  const newest = useInfiniteQuery({ ...processesQuery({}), staleTime: 60_000 });
  const older = useInfiniteQuery({ ...processesQuery({ q: searched }), enabled: searched !== "" });
  const searching = newest.isPending || older.isFetching || searched !== query.trim();
  const go = (to: string) => () => void router.navigate({ to });
  const found = new Map(
    [newest, older].flatMap(({ data }) => data?.pages[0]?.data ?? []).map(({ id, name }) => [id, name]),
  );
  // Until something is typed, they leave room for the pages and commands below them.
  const offered = [...found].slice(0, query.trim() === "" ? 5 : found.size);
  // After each answer, which may bring the first match, or take away what was selected.
  useEffect(() => {
    if (query.trim() !== "") selectFirst();
  });
  const groups: SpotlightActionGroupData[] = [
    {
      group: nav.processes,
      actions: offered.map(([id, label]) => ({ id, label, onClick: go(`/processes/${id}`) })),
    },
    {
      group: palette.pages,
      actions: [
        { id: "processes", label: nav.processes, onClick: go("/") },
        { id: "leads", label: nav.leads, onClick: go("/leads") },
        { id: "deliveries", label: nav.deliveries, onClick: go("/deliveries") },
        { id: "inspector", label: nav.inspector, onClick: go("/inspector") },
        { id: "help", label: nav.help, onClick: go("/help") },
        { id: "settings", label: nav.settings, onClick: go("/settings") },
      ],
    },
    {
      group: palette.actions,
      actions: [
        { id: "light", label: palette.light, onClick: () => setColorScheme("light") },
        { id: "dark", label: palette.dark, onClick: () => setColorScheme("dark") },
        { id: "auto", label: palette.system, onClick: () => setColorScheme("auto") },
      ],
    },
  ];
  if (idPattern.test(searched)) {
    groups.unshift({
      group: common.search,
      actions: [
        { id: "lead-id", label: palette.leadWithId, onClick: go(`/leads/${searched}`), keywords: searched },
        {
          id: "delivery-id",
          label: palette.deliveryWithId,
          keywords: searched,
          onClick: () => void router.navigate({ to: "/deliveries", search: { delivery: searched } as never }),
        },
      ],
    });
  }
  return (
    <Spotlight
      store={paletteStore}
      attributes={{ content: { "aria-label": palette.open } }}
      actions={groups}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      onExitTransitionEnd={() => giveFocusBack(from)}
      nothingFound={searching ? common.loading : palette.nothing}
      highlightQuery
      limit={20}
      scrollable
      searchProps={{
        leftSection: <IconSearch size={16} aria-hidden />,
        placeholder: palette.placeholder,
        "aria-label": palette.open,
      }}
    />
  );
}

/** Selects the first match where none is: Mantine does so when something is typed, not when an answer brings it later. */
function selectFirst(): void {
  const list = document.getElementById(paletteStore.getState().listId);
  if (list?.querySelector("[data-selected]") !== null) return;
  list.querySelector("[data-action]")?.setAttribute("data-selected", "true");
  paletteStore.updateState((state) => ({ ...state, selected: 0 }));
}
