import { type Behaviour, behaviourOf, type Mood } from "./behaviour.ts";
import type { Listener, Lookup, ServerSide } from "./network.ts";
import type { Random } from "./random.ts";
import type { Timeline } from "./timeline.ts";

/** A request as it came over the wire. */
export interface WireRequest {
  /** The source address of its connection. */
  from: string;
  receiver: string;
  path: string;
  /** Names in lower case. */
  headers: ReadonlyMap<string, string>;
  body: Buffer;
}

export interface ReceiverHooks {
  /** A whole request has arrived. */
  arrived(request: WireRequest): void;
  /** It was answered with a 2xx whose headers are complete, whether its body was read or not. */
  accepted(deliveryId: string): void;
  /** What was done with a request, for counts. */
  behaved(behaviour: Behaviour["kind"] | "stray-close"): void;
}

/** An address of a private network: dialling it is a violation, since nobody listens there. */
const privateAddress = "10.0.0.5";

/** The model of a receiver: it reads real bytes and behaves as its mood has it. */
export class Receiver implements Listener {
  readonly host: string;
  readonly address: string;
  mood: Mood = "well";
  readonly #timeline: Timeline;
  readonly #random: Random;
  readonly #hooks: ReceiverHooks;

  constructor(number: number, timeline: Timeline, random: Random, hooks: ReceiverHooks) {
    this.host = `receiver${number}.example.com`;
    this.address = `93.184.216.${number}`;
    this.#timeline = timeline;
    this.#random = random;
    this.#hooks = hooks;
  }

  readonly lookup: Lookup = () => {
    if (this.mood === "nameless") return Object.assign(new Error("no such name"), { code: "ENOTFOUND" });
    if (this.mood !== "rebinding") return [this.address];
    return this.#random.pick([[privateAddress], [privateAddress, this.address]]);
  };

  meet(): "accept" | "refuse" | "ignore" {
    if (this.mood === "refusing") return "refuse";
    return this.mood === "unreachable" ? "ignore" : "accept";
  }

  connected(side: ServerSide): { received(chunk: Buffer): void } {
    return new Conversation(this, side, this.#timeline, this.#random, this.#hooks);
  }
}

/** One connection: requests one after the other. */
class Conversation {
  readonly #receiver: Receiver;
  readonly #side: ServerSide;
  readonly #timeline: Timeline;
  readonly #random: Random;
  readonly #hooks: ReceiverHooks;
  #unread: Buffer = Buffer.alloc(0);
  /** What it does with the request that is being read. */
  #behaviour: Behaviour | null = null;

  constructor(
    receiver: Receiver,
    side: ServerSide,
    timeline: Timeline,
    random: Random,
    hooks: ReceiverHooks,
  ) {
    this.#receiver = receiver;
    this.#side = side;
    this.#timeline = timeline;
    this.#random = random;
    this.#hooks = hooks;
  }

  received(chunk: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, chunk]);
    const end = this.#unread.indexOf("\r\n\r\n");
    if (end === -1) return;
    const request = this.#head(this.#unread.toString("latin1", 0, end));
    this.#behaviour ??= this.#decide(request.id);
    if (!this.#side.isOpen) return;
    const bodyAt = end + 4;
    if (this.#unread.length < bodyAt + request.length) return;
    const body = Buffer.from(this.#unread.subarray(bodyAt, bodyAt + request.length));
    this.#unread = this.#unread.subarray(bodyAt + request.length);
    const behaviour = this.#behaviour;
    this.#behaviour = null;
    if (behaviour.kind === "lie") return;
    const { host: receiver } = this.#receiver;
    this.#hooks.arrived({
      from: this.#side.from,
      receiver,
      path: request.path,
      headers: request.headers,
      body,
    });
    this.#act(behaviour, request.id);
  }

  #head(text: string) {
    const [line = "", ...fields] = text.split("\r\n");
    const headers = new Map(
      fields.map((field) => {
        const colon = field.indexOf(":");
        return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
      }),
    );
    return {
      path: line.split(" ")[1] ?? "",
      headers,
      id: headers.get("webhook-id") ?? "",
      length: Number(headers.get("content-length")),
    };
  }

  /** What can be done as soon as the headers are there is done here. */
  #decide(id: string): Behaviour {
    const behaviour = behaviourOf(this.#receiver.mood, this.#random, this.#timeline.now);
    this.#hooks.behaved(behaviour.kind);
    if (behaviour.kind === "reset-early") this.#side.reset();
    if (behaviour.kind === "lie") {
      this.#side.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
      this.#hooks.accepted(id);
    }
    return behaviour;
  }

  #act(behaviour: Behaviour, id: string): void {
    switch (behaviour.kind) {
      case "answer":
        this.#timeline.after(behaviour.delayMs, () => this.#answer(behaviour, id));
        return;
      case "reset":
        this.#side.reset();
        return;
      case "half-answer":
        this.#side.send("HTTP/1.1 200 OK\r\ncontent-le");
        this.#side.reset();
        return;
      case "endless-body":
        if (behaviour.status === 200) this.#hooks.accepted(id);
        this.#side.send(`HTTP/1.1 ${behaviour.status} Whatever\r\ncontent-length: 100\r\n\r\nnot all of it`);
        return;
      case "nonsense":
        this.#side.send("SMTP at your service\r\n\r\n");
        return;
      case "silence":
      case "reset-early":
      case "lie":
        return;
    }
  }

  #answer({ status, headers, close }: Extract<Behaviour, { kind: "answer" }>, id: string): void {
    if (!this.#side.isOpen) return;
    const body = status === 204 ? "" : "as you wish";
    const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    if (status !== 204) fields.push(`content-length: ${body.length}\r\n`);
    if (close) fields.push("connection: close\r\n");
    if (status >= 200 && status < 300) this.#hooks.accepted(id);
    this.#side.send(`HTTP/1.1 ${status} Whatever\r\n${fields.join("")}\r\n${body}`);
    if (close) this.#side.end();
    else this.#mayCloseLater();
  }

  /** Servers close connections that are idle, also just when the next request is under way. */
  #mayCloseLater(): void {
    if (!this.#random.chance(0.3)) return;
    this.#timeline.after(this.#random.pick([1, 5, 50, 5_000]), () => {
      if (!this.#side.isOpen || this.#behaviour !== null) return;
      this.#hooks.behaved("stray-close");
      this.#side.end();
    });
  }
}
