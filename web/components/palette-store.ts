import { createSpotlight } from "@mantine/spotlight";

/** Whether the command palette is open, and how to open it from anywhere. */
export const [paletteStore, paletteActions] = createSpotlight();
