/** The limit: signed requests sent one after the other by undici, with nothing else around them. */
import { randomBytes } from "node:crypto";
import { Pool } from "undici";
import { answerCommands } from "../kit/child.ts";
import { nowMs, sleep } from "../kit/clock.ts";
import { signedHeaders } from "../kit/signing.ts";

export interface Loop {
  port: number;
  concurrency: number;
  bodyBytes: number;
  warmUpSeconds: number;
  seconds: number;
}

const commands = {
  /** Requests a second, after the warm-up. */
  async measure(loop: Loop): Promise<number> {
    const pool = new Pool(`http://127.0.0.1:${loop.port}`, { connections: loop.concurrency, pipelining: 1 });
    const key = randomBytes(32);
    const body = Buffer.alloc(loop.bodyBytes, "x");
    let sent = 0;
    let over = false;

    async function send(): Promise<void> {
      while (!over) {
        sent += 1;
        const headers = signedHeaders(key, `msg_${sent}`, body);
        const response = await pool.request({ path: "/lead-updates", method: "POST", headers, body });
        if (response.statusCode !== 200) throw new Error(`the receiver answered ${response.statusCode}`);
        await response.body.dump();
      }
    }

    const senders = Promise.all(Array.from({ length: loop.concurrency }, send));
    await sleep(loop.warmUpSeconds * 1000);
    const [from, since] = [sent, nowMs()];
    await Promise.race([senders, sleep(loop.seconds * 1000)]);
    const rate = ((sent - from) * 1000) / (nowMs() - since);
    over = true;
    await senders;
    await pool.close();
    return rate;
  },
};
export type BareLoopCommands = typeof commands;

answerCommands(commands);
