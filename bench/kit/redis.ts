import { spawn, spawnSync } from "node:child_process";
import { connect } from "node:net";
import { until } from "./clock.ts";
import { freePort, removeFolder, stop, temporaryFolder, track } from "./processes.ts";
import type { Teardown } from "./teardown.ts";

/**
 * Starts Redis on loopback with the append-only file synced every second, in a temporary folder.
 *
 * @returns its port, or null where no `redis-server` is on the PATH
 */
export async function startRedis(teardown: Teardown): Promise<number | null> {
  if (spawnSync("redis-server", ["--version"]).error !== undefined) return null;
  const port = await freePort();
  const folder = temporaryFolder();
  const durable = ["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""];
  const place = ["--bind", "127.0.0.1", "--port", String(port), "--dir", folder];
  const server = track(
    spawn("redis-server", [...place, ...durable, "--loglevel", "warning"], { stdio: "ignore" }),
  );
  teardown.defer(() => removeFolder(folder));
  teardown.defer(() => stop(server, "SIGTERM"));
  await until("redis-server accepts connections", 10_000, 50, () => accepts(port));
  return port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
