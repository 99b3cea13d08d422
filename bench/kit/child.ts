import { type ChildProcess, fork } from "node:child_process";
import { stop, track } from "./processes.ts";

/** What a child process can be asked, by name. Arguments and results are structured-cloned. */
export type Commands = Record<string, (...parameters: never[]) => unknown>;

interface Question {
  id: number;
  name: string;
  parameters: unknown[];
}

interface Answer {
  id: number;
  result?: unknown;
  error?: string;
}

/** In the child: answers what the parent asks, until the parent is gone. */
export function answerCommands(commands: Commands): void {
  process.on("message", async ({ id, name, parameters }: Question) => {
    const answer: Answer = { id };
    try {
      const command = commands[name];
      if (command === undefined) throw new Error(`no command ${name}`);
      answer.result = await command(...(parameters as never[]));
    } catch (error) {
      answer.error = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
    process.send?.(answer);
  });
  process.on("disconnect", () => process.exit());
}

interface Waiting {
  resolve: (result: never) => void;
  reject: (error: Error) => void;
}

/** In the parent: a part of the bench in a process of its own, run by the same Node. */
export class Child<C extends Commands> {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  /** @param module the child's file in `bench/children/`, without its ending */
  constructor(module: string) {
    const file = new URL(`../children/${module}.ts`, import.meta.url);
    this.#process = track(
      fork(file, [], {
        execArgv: ["--disable-warning=ExperimentalWarning"],
        serialization: "advanced",
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      }),
    );
    this.#process.on("message", (answer: Answer) => this.#answered(answer));
    this.#process.once("exit", (code, signal) => {
      for (const { reject } of this.#waiting.values())
        reject(new Error(`${module} ended: ${signal ?? code}`));
      this.#waiting.clear();
    });
  }

  /** @throws Error with the child's own stack where the command failed, or where the child ended before */
  ask<K extends keyof C & string>(
    name: K,
    ...parameters: Parameters<C[K]>
  ): Promise<Awaited<ReturnType<C[K]>>> {
    this.#lastId += 1;
    const question: Question = { id: this.#lastId, name, parameters };
    const answer = new Promise<Awaited<ReturnType<C[K]>>>((resolve, reject) => {
      this.#waiting.set(question.id, { resolve, reject });
      this.#process.send(question, (error) => {
        if (error !== null) reject(error);
      });
    });
    // Some are awaited only later; a failure until then is for whoever awaits, not the end of the bench.
    answer.catch(() => undefined);
    return answer;
  }

  stop(): Promise<void> {
    return stop(this.#process, "SIGTERM", 2_000);
  }

  #answered({ id, result, error }: Answer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result as never);
    else waiting?.reject(new Error(error));
  }
}
