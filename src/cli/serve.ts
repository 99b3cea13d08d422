import type { Command } from "commander";
import type { Config } from "../platform/config.ts";
import { SecretBox } from "../platform/crypto.ts";
import type { Store } from "../store/operations.ts";
import { foreignSecrets } from "./secrets.ts";
import { type RunningServer, startServer } from "./server.ts";
import { openServingStore, readConfig, refuseSettings } from "./settings.ts";

/** Adds `ringback serve`: the production form. */
export function registerServe(program: Command): void {
  program
    .command("serve")
    .summary("run in production: strict egress, settings from the environment")
    .description(
      "The production form: callbacks reach public addresses only (see EGRESS_ALLOW), nothing secret is printed.\n" +
        "Needs SECRET_KEY and a user (`ringback user add`). Settings: docs/configuration.md.",
    )
    .action(serve);
}

async function serve(): Promise<void> {
  const config = readConfig();
  const { secretKey } = config;
  if (secretKey === null) refuseSettings(["SECRET_KEY is required: set it, or SECRET_KEY_FILE"]);
  const store = await openServingStore(config);
  if ((await store.read.listUsers()).length === 0) {
    await store.close();
    refuseSettings(["there is no user yet: add one with `ringback user add you@example.com`"]);
  }
  await serveUntilStopped(config, store, {
    local: false,
    secretKey,
    onListening: async (url) => void process.stdout.write(`Ringback is listening at ${url}\n`),
  });
}

/** Serves until SIGTERM or SIGINT, then stops in order and ends the process with 0. */
export async function serveUntilStopped(
  config: Config,
  store: Store,
  options: { local: boolean; secretKey: string; onListening: (url: string) => Promise<void> },
): Promise<void> {
  const secrets = new SecretBox(options.secretKey, config.previousSecretKey);
  const unknown = foreignSecrets(secrets, await store.read.sealedByKey());
  if (unknown !== null) {
    await store.close();
    refuseSettings([unknown]);
  }
  let server: RunningServer;
  try {
    server = await startServer(config, store, options);
  } catch (error) {
    await store.close();
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE")
      refuseSettings([`PORT ${config.port} is in use: stop what listens there, or set another`]);
    if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
      refuseSettings([`HOST ${config.host} is no address of this machine`]);
    throw new Error(message, { cause: error });
  }
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    server.stop().then(
      () => process.exit(0),
      (error: Error) => {
        server.log.error({ err: error }, "stopping failed");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  await options.onListening(server.url);
}
