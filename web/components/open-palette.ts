/** Opens the command palette; its code is loaded beside the first screen, not before it. */
export const openPalette = async (): Promise<void> =>
  (await import("./palette-store.ts")).paletteActions.open();
