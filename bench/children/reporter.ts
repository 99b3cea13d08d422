/**
 * The sender's side of single reports, in a process of its own: raw sockets with keep-alive, one request at a
 * time on each, so that the client is not what is measured.
 */
import { connect, type Socket } from "node:net";
import { answerCommands } from "../kit/child.ts";
import { nowMs, sleep } from "../kit/clock.ts";
import { MessageReader } from "../kit/http-messages.ts";
import { callReport } from "../kit/reports.ts";

export interface Target {
  port: number;
  token: string;
  leads: string[];
  /** The number of the first report; the others follow. */
  first: number;
}

/** One connection on which one report at a time is under way. */
class Connection {
  readonly #socket: Socket;
  readonly #head: string;
  #answered: { resolve: (at: number) => void; reject: (error: Error) => void } | null = null;

  constructor({ port, token }: Target) {
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#head =
      `POST /api/v1/activities HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\n` +
      "Content-Type: application/json\r\nContent-Length: ";
    const reader = new MessageReader((head, data, start, end) => this.#take(head, data, start, end));
    this.#socket.on("data", (chunk: Buffer) => reader.push(chunk));
    this.#socket.on("error", (error) => this.#answered?.reject(error));
    this.#socket.on("close", () => this.#answered?.reject(new Error("the server closed the connection")));
  }

  /** When the 201 was there (`nowMs`). */
  report(body: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#answered = { resolve, reject };
      this.#socket.write(`${this.#head}${body.length}\r\n\r\n${body}`, "latin1");
    });
  }

  close(): void {
    this.#answered = null;
    this.#socket.destroy();
  }

  #take(head: string, data: Buffer, start: number, end: number): void {
    const answered = this.#answered;
    this.#answered = null;
    if (head.startsWith("HTTP/1.1 201")) answered?.resolve(nowMs());
    else answered?.reject(new Error(`${head.split("\r\n", 1)[0]} ${data.toString("utf8", start, end)}`));
  }
}

function body({ leads, first }: Target, index: number): string {
  const number = first + index;
  return callReport(leads[number % leads.length] ?? "", number);
}

const commands = {
  /** Reports at an even rate; when (`nowMs`) each was acknowledged, in the order of their numbers. */
  async paced(target: Target, perSecond: number, seconds: number): Promise<Float64Array> {
    const count = perSecond * seconds;
    const idle: Connection[] = [];
    const all: Connection[] = [];
    const acknowledged: Promise<number>[] = [];
    async function report(index: number): Promise<number> {
      const connection = idle.pop() ?? new Connection(target);
      if (!all.includes(connection)) all.push(connection);
      const at = await connection.report(body(target, index));
      idle.push(connection);
      return at;
    }
    const began = nowMs();
    for (let index = 0; index < count; index += 1) {
      const wait = began + (index * 1000) / perSecond - nowMs();
      if (wait > 0) await sleep(wait);
      const reported = report(index);
      reported.catch(() => undefined); // told by `Promise.all` below
      acknowledged.push(reported);
    }
    const times = Float64Array.from(await Promise.all(acknowledged));
    for (const connection of all) connection.close();
    return times;
  },
  /** Reports one after the other on each connection; how many were acknowledged, and how long each took in ms. */
  async flood(
    target: Target,
    connections: number,
    seconds: number,
  ): Promise<{ tookMs: Float64Array; seconds: number }> {
    const tookMs: number[] = [];
    const began = nowMs();
    const end = began + seconds * 1000;
    let index = 0;
    async function reporter(): Promise<void> {
      const connection = new Connection(target);
      for (let now = nowMs(); now < end; ) {
        index += 1;
        const at = await connection.report(body(target, index));
        tookMs.push(at - now);
        now = at;
      }
      connection.close();
    }
    await Promise.all(Array.from({ length: connections }, reporter));
    return { tookMs: Float64Array.from(tookMs), seconds: (nowMs() - began) / 1000 };
  },
};
export type ReporterCommands = typeof commands;

answerCommands(commands);
