/** Whether the build in `dist/` is of the sources as they stand. */
export function buildIsFresh(root: URL): boolean;
