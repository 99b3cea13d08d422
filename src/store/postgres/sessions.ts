import { randomBytes } from "node:crypto";
import type pg from "pg";
import type { PostgresUrls } from "../../platform/config.ts";
import { newClient } from "./client.ts";
import { asUnavailable } from "./failures.ts";

/** How long it may take to connect, and to be answered, ms. */
const limits = { connectMs: 5_000, answerMs: 15_000 };
/** How long a notice is waited for, ms: it takes one or two. */
const noticeMs = 5_000;

/**
 * What is wrong with the ways to a database:
 *
 * - `shared`: `directUrl` gives no session of its own, but one that is another's after each transaction
 * - `elsewhere`: `directUrl` leads to another database than `url`
 * - `unprepared`: `url` leads through a pooler that loses what was prepared
 */
export type SessionFault = "shared" | "elsewhere" | "unprepared";

/**
 * Tries what nodes count on: that a session of `directUrl` hears what is committed by `url`. Through a pooler of
 * transactions it would not, and nobody would notice: what is saved on one node would be late on the others. Where both
 * are the same, all of it lies in one session.
 *
 * @returns what is wrong, or null
 * @throws StoreUnavailable where the database does not answer
 */
export async function sessionFault({ url, directUrl }: PostgresUrls): Promise<SessionFault | null> {
  const clients: pg.Client[] = [];
  const connect = async (to: string) => {
    const client = newClient(to, limits);
    clients.push(client);
    await client.connect();
    return client;
  };
  try {
    const listener = await connect(directUrl);
    // Whoever asks next has the session that listens, where it is not the listener's own.
    if (!(await hears(listener, await connect(directUrl)))) return "shared";
    if (url === directUrl) return null;
    const [one, other] = [await connect(url), await connect(url)];
    if (!(await hears(listener, one))) return "elsewhere";
    return (await keepsPrepared(one, other)) ? null : "unprepared";
  } catch (error) {
    throw asUnavailable(error);
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
  }
}

const randomName = () => `ringback_${randomBytes(8).toString("hex")}`;

/** Whether a notice of the sender reaches the listener, which has nothing else to do meanwhile. */
async function hears(listener: pg.Client, sender: pg.Client): Promise<boolean> {
  const channel = randomName();
  await listener.query(`listen ${channel}`);
  return new Promise((resolve, reject) => {
    listener.on("error", reject);
    listener.on("notification", (notice) => {
      if (notice.channel === channel) resolve(true);
    });
    const giveUp = () => setTimeout(() => resolve(false), noticeMs).unref();
    sender.query(`notify ${channel}`).then(giveUp, reject);
  });
}

/** SQLSTATEs of a statement that another client has prepared under its name, and of one that nobody has. */
const lost = new Set(["42P05", "26000"]);

/** Whether a client has what it has prepared and no other has, whoever has which session when. */
async function keepsPrepared(one: pg.Client, other: pg.Client): Promise<boolean> {
  const [first, second] = [randomName(), randomName()];
  const prepare = (client: pg.Client, name: string) => client.query({ name, text: "select 1" });
  try {
    // Both in the same session, or one client in two: what is not kept apart shows in one of these.
    await prepare(one, first);
    await prepare(other, first);
    await prepare(one, second);
    await prepare(one, second);
    return true;
  } catch (error) {
    if (lost.has((error as { code?: string }).code ?? "")) return false;
    throw error;
  }
}
