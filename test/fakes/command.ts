import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../bin/ringback.js", import.meta.url));

/** What a child may see of this process's environment: none of Ringback's settings, so that each test names its own. */
function bareEnvironment(): NodeJS.ProcessEnv {
  const kept = ["PATH", "HOME", "TMPDIR", "TEMP", "SystemRoot"];
  return Object.fromEntries(kept.map((name) => [name, process.env[name]]));
}

/** A real `ringback` process with pipes for a terminal. */
export class Command {
  readonly #child: ChildProcess;
  readonly stdout: string[] = [];
  readonly stderr: string[] = [];
  /** Its exit code, or null where a signal ended it; fulfils when its pipes have closed too. */
  readonly ended: Promise<number | null>;

  /**
   * @param env its settings
   * @param node the Node that runs it
   */
  constructor(args: readonly string[], env: Record<string, string> = {}, node = process.execPath) {
    this.#child = spawn(node, [program, ...args], { env: { ...bareEnvironment(), ...env } });
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null) throw new Error("no pipes");
    createInterface(stdout).on("line", (line) => this.stdout.push(line));
    createInterface(stderr).on("line", (line) => this.stderr.push(line));
    this.ended = new Promise((resolve) => this.#child.once("close", resolve));
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  get output(): string {
    return [...this.stdout, ...this.stderr].join("\n");
  }

  /**
   * The first group of `pattern` once a line of stdout has it.
   *
   * @throws Error with all that it said, where it ends before or `timeoutMs` of real time pass
   */
  async said(pattern: RegExp, timeoutMs = 15_000): Promise<string> {
    let running = true;
    void this.ended.then(() => {
      running = false;
    });
    for (const until = Date.now() + timeoutMs; ; ) {
      const match = this.stdout.map((line) => pattern.exec(line)).find((found) => found !== null);
      if (match != null) return match[1] ?? match[0];
      if (!running || Date.now() > until) throw new Error(`it never said ${pattern}:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  write(text: string): void {
    this.#child.stdin?.end(text);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Makes sure that it is gone. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.ended;
  }
}
