/**
 * The receiving side of the bench, in a process of its own: answers 200 with an empty body as cheaply as Node
 * can over a raw socket, counts, and notes when the marked requests came.
 */
import { createServer, type Server, type Socket } from "node:net";
import { answerCommands } from "../kit/child.ts";
import { nowMs } from "../kit/clock.ts";
import { MessageReader } from "../kit/http-messages.ts";
import { marker } from "../kit/marker.ts";

/** How a port answers: at once, never (the connection is accepted and kept), after a while, or byte by byte. */
export type Behaviour =
  | { type: "ok" }
  | { type: "dead" }
  | { type: "slow"; ms: number }
  | { type: "dripping"; everyMs: number };

interface Milestone {
  count: number;
  reached: (at: number) => void;
}

interface Door {
  server: Server;
  behaviour: Behaviour;
  count: number;
  bodyBytes: number;
  milestones: Milestone[];
  /** When the first request with each mark came; null while marks are not looked for. */
  marks: Map<number, number> | null;
}

const answer = Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
const doors = new Map<number, Door>();

function take(door: Door, socket: Socket, data: Buffer, bodyStart: number, bodyEnd: number): void {
  door.count += 1;
  door.bodyBytes += bodyEnd - bodyStart;
  if (door.marks !== null) note(door.marks, data.toString("latin1", bodyStart, bodyEnd));
  if (door.behaviour.type === "ok") socket.write(answer);
  else if (door.behaviour.type === "slow") setTimeout(() => socket.write(answer), door.behaviour.ms);
  else if (door.behaviour.type === "dripping") drip(socket, door.behaviour.everyMs);
  while (door.milestones[0] !== undefined && door.milestones[0].count <= door.count) {
    door.milestones.shift()?.reached(nowMs());
  }
}

/** Headers that never end. */
function drip(socket: Socket, everyMs: number): void {
  socket.write("HTTP/1.1 200 OK\r\nX-Drip: ");
  const timer = setInterval(() => {
    if (socket.destroyed) clearInterval(timer);
    else socket.write(".");
  }, everyMs);
}

function note(marks: Map<number, number>, body: string): void {
  const mark = marker.exec(body)?.[1];
  if (mark !== undefined && !marks.has(Number(mark))) marks.set(Number(mark), nowMs());
}

function accept(door: Door, socket: Socket): void {
  socket.setNoDelay(true);
  const reader = new MessageReader((_, data, start, end) => take(door, socket, data, start, end));
  socket.on("data", (chunk: Buffer) => reader.push(chunk));
  socket.on("error", () => socket.destroy());
}

function doorOf(port: number): Door {
  const door = doors.get(port);
  if (door === undefined) throw new Error(`the receiver does not listen on ${port}`);
  return door;
}

const commands = {
  /** Opens one more port on loopback and answers its number. */
  listen(behaviour: Behaviour): Promise<number> {
    const server = createServer({ noDelay: true }, (socket) => accept(door, socket));
    const door: Door = { server, behaviour, count: 0, bodyBytes: 0, milestones: [], marks: null };
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen({ port: 0, host: "127.0.0.1", backlog: 1024 }, () => {
        const address = server.address();
        if (address === null || typeof address === "string") return reject(new Error("no port"));
        doors.set(address.port, door);
        resolve(address.port);
      });
    });
  },
  /** Begins counting anew; with `mark`, requests that carry a marker are noted from now on. */
  reset(port: number, mark: boolean): void {
    Object.assign(doorOf(port), { count: 0, bodyBytes: 0, milestones: [], marks: mark ? new Map() : null });
  },
  progress(port: number): { count: number; bodyBytes: number } {
    const { count, bodyBytes } = doorOf(port);
    return { count, bodyBytes };
  },
  /** Answers, once `count` requests have come since the reset, when that was (`nowMs`). */
  reached(port: number, count: number): Promise<number> | number {
    const door = doorOf(port);
    if (door.count >= count) return nowMs();
    return new Promise((reached) => {
      door.milestones.push({ count, reached });
      door.milestones.sort((a, b) => a.count - b.count);
    });
  },
  /** When each mark first came (`nowMs`). */
  marks(port: number): Map<number, number> {
    return doorOf(port).marks ?? new Map();
  },
};
export type ReceiverCommands = typeof commands;

answerCommands(commands);
