import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../bin/ringback.js", import.meta.url));

/** What `ringback start` prints. The token is printed at the first start only. */
export interface Greeting {
  url: string;
  token: string | null;
  projectId: string;
  processId: string;
}

/** A Ringback of its own process. */
export interface RingbackProcess {
  readonly pid: number;
  /** Fulfils once it listens; rejects where it ends before. */
  readonly listening: Promise<Greeting>;
  signal(signal: NodeJS.Signals): void;
  /** What it has said on stderr. */
  readonly complaints: string;
  /** Kills it with SIGKILL and waits for its end. */
  kill(): Promise<void>;
  /** Asks it to stop with SIGTERM and waits; the exit code. */
  stop(): Promise<number | null>;
}

/** Starts `ringback start` on a database file and a free loopback port; settings may name another database. */
export function startRingback(file: string, env: Record<string, string>): RingbackProcess {
  const child = spawn(process.execPath, [program, "start"], {
    env: {
      PATH: process.env.PATH ?? "",
      PORT: "0",
      LOG_LEVEL: "error",
      DATABASE_URL: `file:${file}`,
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    await exited;
    return child.exitCode;
  };
  const listening = greetingOf(child);
  // One that is killed before it listens is no fault of the test.
  listening.catch(() => {});
  let complaints = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    complaints += chunk;
  });
  return {
    pid: child.pid ?? 0,
    listening,
    signal: (signal) => void child.kill(signal),
    get complaints() {
      return complaints;
    },
    kill: async () => {
      await end("SIGKILL");
    },
    stop: () => end("SIGTERM"),
  };
}

function greetingOf(child: ChildProcess): Promise<Greeting> {
  return new Promise((resolve, reject) => {
    let said = "";
    let complained = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      complained += chunk;
    });
    child.stdout?.on("data", (chunk: Buffer) => {
      said += chunk;
      const greeting = parse(said);
      if (greeting !== null) resolve(greeting);
    });
    child.once("exit", (code) =>
      reject(new Error(`ended with ${code} before it listened: ${complained}${said}`)),
    );
  });
}

function parse(said: string): Greeting | null {
  const found = (pattern: RegExp) => pattern.exec(said)?.[1] ?? null;
  const port = found(/is running at http:\/\/localhost:(\d+)/);
  const projectId = found(/^Project +([0-9a-f]{24})\n/m);
  const processId = found(/^Process +([0-9a-f]{24})\n/m);
  if (port === null || projectId === null || processId === null) return null;
  return {
    url: `http://127.0.0.1:${port}`,
    token: found(/^API token +(rb_live_\w+)\n/m),
    projectId,
    processId,
  };
}
