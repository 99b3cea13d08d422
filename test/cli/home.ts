import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "../fakes/command.ts";

/** A folder of its own for one test file's database, and every `ringback` process that was started on it. */
export class Home {
  readonly folder = mkdtempSync(join(tmpdir(), "ringback-cli-"));
  readonly file = join(this.folder, "ringback.db");
  readonly #commands: Command[] = [];

  /** Starts `ringback` on this database, on a free port unless `env` names one. */
  command(args: readonly string[], env: Record<string, string> = {}): Command {
    const command = new Command(args, { DATABASE_URL: `file:${this.file}`, PORT: "0", ...env });
    this.#commands.push(command);
    return command;
  }

  /** Runs a command to its end; `input` is its standard input. */
  async run(args: readonly string[], env: Record<string, string> = {}, input = ""): Promise<Finished> {
    const command = this.command(args, env);
    command.write(input);
    const code = await command.ended;
    return { code, stdout: command.stdout, stderr: command.stderr };
  }

  /** Ends what still runs, and removes the folder. */
  async remove(): Promise<void> {
    await Promise.all(this.#commands.map((command) => command.kill()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface Finished {
  code: number | null;
  stdout: string[];
  stderr: string[];
}
