import { readdirSync, statSync } from "node:fs";

/**
 * Whether the build in `dist/` is of the sources as they stand: nothing that it was made from is newer than the
 * stamp that it ended with.
 *
 * @param {URL} root the clone's folder
 * @returns {boolean}
 */
export function buildIsFresh(root) {
  return isFresh(root, "dist/.built", ["src/"], ["package.json", "tsconfig.build.json"]);
}

/**
 * The same of the dashboard in `web/dist/`.
 *
 * @param {URL} root the clone's folder
 * @returns {boolean}
 */
export function dashboardIsFresh(root) {
  return isFresh(root, "web/dist/.built", ["web/", "docs/", "src/contract/"], ["package.json"]);
}

function isFresh(root, stampFile, folders, files) {
  const stamp = changedAt(new URL(stampFile, root));
  if (stamp === null) return false;
  const below = folders.flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true })
      .map(String)
      .filter((file) => !/^dist\b/.test(file))
      .map((file) => new URL(folder + file, root)),
  );
  const all = [...below, ...files.map((file) => new URL(file, root))];
  return all.every((file) => (changedAt(file) ?? 0) <= stamp);
}

/** When a file or folder was changed last, ms since the epoch, or null where it is not there. */
function changedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
