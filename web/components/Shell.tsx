import { useHotkeys } from "@mantine/hooks";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import { useStrings } from "../strings/strings.ts";
import { openPalette } from "./open-palette.ts";
import { NavigationContext } from "./Page.tsx";
import { Rail } from "./Rail.tsx";
import classes from "./Shell.module.css";

const Palette = lazy(() => import("./Palette.tsx"));
const RailDrawer = lazy(() => import("./RailDrawer.tsx"));

/** The frame of every screen: the rail (a drawer on narrow windows), and the screen itself. */
export function Shell() {
  const { common } = useStrings();
  const path = useRouterState({ select: (state) => state.location.pathname });
  // Going somewhere closes the drawer.
  const [openedAt, setOpenedAt] = useState<string | null>(null);
  const opened = openedAt === path;
  const open = useCallback(() => setOpenedAt(path), [path]);
  const close = () => setOpenedAt(null);
  // Also while typing.
  useHotkeys([["mod+K", () => void openPalette()]], []);
  const navigation = useMemo(() => ({ opened, open }), [opened, open]);
  return (
    <NavigationContext value={navigation}>
      <a className={classes.skip} href="#content">
        {common.skipToContent}
      </a>
      <div className={classes.app}>
        <div className={classes.rail}>
          <Rail />
        </div>
        <div className={classes.screen}>
          <Outlet />
        </div>
      </div>
      <Suspense>
        <Palette />
        <RailDrawer opened={opened} onClose={close} />
      </Suspense>
    </NavigationContext>
  );
}
