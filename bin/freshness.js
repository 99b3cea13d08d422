import { readdirSync, statSync } from "node:fs";

/**
 * Whether the build in `dist/` is of the sources as they stand: nothing that it was made from is newer than the
 * stamp that it ended with.
 *
 * @param {URL} root the clone's folder
 * @returns {boolean}
 */
export function buildIsFresh(root) {
  const stamp = changedAt(new URL("dist/.built", root));
  if (stamp === null) return false;
  const source = new URL("src/", root);
  const files = readdirSync(source, { recursive: true }).map((file) => new URL(String(file), source));
  const all = [...files, new URL("package.json", root), new URL("tsconfig.build.json", root)];
  return all.every((file) => (changedAt(file) ?? 0) <= stamp);
}

/** When a file or folder was changed last, ms since the epoch, or null where it is not there. */
function changedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
