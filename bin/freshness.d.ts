export function buildIsFresh(root: URL): boolean;
export function dashboardIsFresh(root: URL): boolean;
