import type { Command } from "commander";
import { SecretBox } from "../platform/crypto.ts";
import type { Store } from "../store/operations.ts";
import { CliError, explainErrors } from "./cli-error.ts";
import { withStore } from "./settings.ts";

/** Secrets that are sealed anew in one transaction: short, since a running server writes beside it. */
const batch = 100;

/** Adds `ringback secrets`: rotate. */
export function registerSecrets(program: Command): void {
  program
    .command("secrets")
    .description("stored secrets: signing secrets and what callbacks authenticate with")
    .command("rotate")
    .summary("seal every stored secret with a new SECRET_KEY")
    .description(
      "Seals every stored secret anew with SECRET_KEY. Needs the key of before in SECRET_KEY_PREVIOUS, or in the file\n" +
        "that SECRET_KEY_PREVIOUS_FILE names, and every running server started with both. Can be broken off and run\n" +
        "again, beside a server that runs. The steps stand in docs/operating.md.",
    )
    .action((_: unknown, command: Command) => explainErrors(command, rotate));
}

async function rotate(): Promise<void> {
  const count = await withStore((store, { secretKey, previousSecretKey }) => {
    if (secretKey === null) throw new CliError("SECRET_KEY is required: the new key");
    return resealAll(store, new SecretBox(secretKey, previousSecretKey));
  });
  console.log(
    count === 0
      ? "Every stored secret is sealed with SECRET_KEY already."
      : `Sealed ${count} stored secret(s) with SECRET_KEY. SECRET_KEY_PREVIOUS is needed no more.`,
  );
}

/**
 * Seals with the current key what was sealed with the previous one; returns how many. What a running server changes
 * meanwhile is looked at again.
 *
 * @throws CliError where something was sealed with a key that is neither; nothing is changed then
 */
export async function resealAll(store: Store, secrets: SecretBox): Promise<number> {
  const foreign = foreignSecrets(secrets, await store.read.sealedByKey());
  if (foreign !== null) throw new CliError(foreign);
  for (let count = 0; ; ) {
    const found = await store.read.sealedOtherwise({ keyId: secrets.keyId, limit: batch });
    if (found.length === 0) return count;
    const resealed = found.map((one) => ({ ...one, resealed: secrets.seal(secrets.open(one.sealed)) }));
    count += await store.write.resealSecrets({ secrets: resealed });
  }
}

/**
 * Says what is wrong where stored secrets were sealed with a key that is not at hand: they can sign and authenticate
 * nothing. Null where all can be opened.
 *
 * @param sealed how many secrets were sealed with each key
 */
export function foreignSecrets(secrets: SecretBox, sealed: Readonly<Record<string, number>>): string | null {
  const count = Object.entries(sealed).reduce((sum, [id, n]) => (secrets.knows(id) ? sum : sum + n), 0);
  if (count === 0) return null;
  const wrong = "SECRET_KEY is not the one that the stored secrets were sealed with";
  return `${wrong} (${count} of them): set that one, or add it as SECRET_KEY_PREVIOUS and run \`ringback secrets rotate\``;
}
