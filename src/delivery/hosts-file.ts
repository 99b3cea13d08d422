import { readFile, stat } from "node:fs/promises";
import { isIP } from "node:net";
import type { Clock } from "../platform/clock.ts";

/** Where the system keeps its hosts file. */
export const systemHostsFile =
  process.platform === "win32" ? "C:\\Windows\\System32\\drivers\\etc\\hosts" : "/etc/hosts";

const checkEveryMs = 1_000;

export interface HostsFile {
  /** The addresses that the file gives `name` (lower case), or undefined where it does not name it. */
  lookup(name: string): Promise<readonly string[] | undefined>;
}

/**
 * The names of a hosts file (hosts(5)): an address and its names a line, `#` begins a comment. A name on several
 * lines has all their addresses, in the order of the file. Lines that begin with no address are passed over.
 */
export function parseHosts(text: string): Map<string, readonly string[]> {
  const hosts = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const [address = "", ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (isIP(address) === 0) continue;
    for (const name of names) {
      const key = name.toLowerCase();
      const known = hosts.get(key);
      if (known === undefined) hosts.set(key, [address]);
      else if (!known.includes(address)) known.push(address);
    }
  }
  return hosts;
}

/**
 * A hosts file that follows its changes: whether it changed is looked at no more than once a second. A file that
 * is missing or cannot be read names nobody; it never makes a lookup fail.
 */
export function openHostsFile(path: string, clock: Clock): HostsFile {
  let hosts: Map<string, readonly string[]> = new Map();
  let stamp = "";
  let checkedAt = Number.NEGATIVE_INFINITY;
  let checking: Promise<void> | undefined;

  async function check(): Promise<void> {
    try {
      const { mtimeMs, size } = await stat(path);
      const found = `${mtimeMs} ${size}`;
      if (found === stamp) return;
      hosts = parseHosts(await readFile(path, "utf8"));
      stamp = found;
    } catch {
      hosts = new Map();
      stamp = "";
    }
  }

  return {
    async lookup(name) {
      // A clock that steps back must not stop the file from being looked at.
      if (Math.abs(clock.now() - checkedAt) >= checkEveryMs) {
        checkedAt = clock.now();
        checking = check().finally(() => {
          checking = undefined;
        });
      }
      await checking;
      return hosts.get(name);
    },
  };
}
