import { createTheme, type MantineColorsTuple } from "@mantine/core";
import type { Strings } from "../strings/strings.ts";

/** Mantine derives little from it: `tokens.css` sets what components read, in both schemes. */
const ink: MantineColorsTuple = [
  "#f7f7f8",
  "#f0f0f2",
  "#e4e4e7",
  "#d0d0d6",
  "#9393a0",
  "#6b6b75",
  "#52525b",
  "#3b3b41",
  "#2a2a2e",
  "#18181b",
];

/** The look of Mantine's components: dense, thin borders rather than shadows, motion under 150 ms. */
export const makeTheme = ({ common }: Strings) =>
  createTheme({
    fontFamily: '"Inter Variable", "Noto Sans Devanagari Variable", system-ui, sans-serif',
    fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace',
    fontSizes: { xs: "12px", sm: "12.5px", md: "13.5px", lg: "15px", xl: "18px" },
    lineHeights: { xs: "16px", sm: "18px", md: "20px", lg: "22px", xl: "26px" },
    spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "28px" },
    radius: { xs: "3px", sm: "4px", md: "6px", lg: "8px", xl: "99px" },
    defaultRadius: "md",
    primaryColor: "ink",
    primaryShade: 9,
    colors: { ink },
    respectReducedMotion: true,
    // Plain objects, not `Button.extend`: that would load every component named here before the first screen.
    components: {
      Button: { defaultProps: { size: "sm", variant: "default" } },
      Checkbox: { defaultProps: { size: "xs" } },
      Drawer: { defaultProps: { attributes: { header: { role: "presentation" } } } },
      Input: { defaultProps: { size: "sm" } },
      Menu: {
        defaultProps: {
          shadow: "sm",
          // Inside the landmark of the page's content.
          portalProps: { target: "#content" },
          // The first item has the focus, rather than something that is no item.
          withInitialFocusPlaceholder: false,
          transitionProps: { duration: 100 },
        },
      },
      Modal: {
        defaultProps: {
          centered: true,
          // A dialog's header is no banner of the page.
          attributes: { header: { role: "presentation" } },
          overlayProps: { backgroundOpacity: 0.4 },
          transitionProps: { duration: 120 },
        },
      },
      Notification: { defaultProps: { closeButtonProps: { "aria-label": common.close } } },
      Popover: { defaultProps: { shadow: "sm", transitionProps: { duration: 100 } } },
      SegmentedControl: { defaultProps: { size: "sm", transitionDuration: 100 } },
      Tooltip: { defaultProps: { openDelay: 300, transitionProps: { duration: 80 } } },
    },
  });
