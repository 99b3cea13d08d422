import type { Command } from "commander";

/** Something that the person at the keyboard can mend; the message is one line that says how. */
export class CliError extends Error {
  override name = "CliError";
}

/**
 * Runs a command's work. A `CliError` ends the program with `error: <message>` on stderr and exit code 1, without
 * a stack trace; any other error is a bug and passes through.
 */
export async function explainErrors(command: Command, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    command.error(`error: ${error.message}`, { exitCode: 1 });
  }
}
