import type pg from "pg";
import type { NodeLink, NodeListener, NodeMessage, NodeState } from "../nodes.ts";
import { newClient } from "./client.ts";
import type { DatabaseClock } from "./database-clock.ts";
import { asUnavailable } from "./failures.ts";
import { channel, Outbox } from "./outbox.ts";

/** How often a node shows that it lives, ms. */
const beatMs = 300;
/** Without a beat for so long a node is taken for dead, and what it had leased is due again, ms. */
const deadMs = 6_000;
/** A node without a beat for so long sends nothing more, ms: well before the others give it up. */
const aliveMs = 4_000;
/** So old may what a node knows of settings be, ms. */
const upToDateMs = 1_000;
/** A lease that ended so long ago is nobody's: its node never learnt of it, or sends nothing under it any more, ms. */
const overdueMs = 60_000;
/** How often what dead nodes had leased is looked for, ms. */
const sweepMs = 1_000;
/** A beat that is not answered within this time was lost, ms. */
const answerMs = 3_000;
/** Wait before another connection is tried, ms. */
const reconnectMs = 500;

const now = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

/** One after the other, so that two nodes that join at once see each other; lost in a crash it is as good as old. */
const begin = "begin; set local synchronous_commit = off; select pg_advisory_xact_lock(3, 0)";

const beat = `with own as (
    insert into nodes (id, role, watched, agreed, seen_at) values ($1, $2, $3, $4, ${now})
    on conflict (id) do update set watched = excluded.watched, agreed = excluded.agreed, seen_at = excluded.seen_at
    returning (xmax = 0) as joined
  )
  select own.joined, ${now} as now, other.id, other.role, other.watched, other.agreed
  from own left join nodes other on other.id <> $1 and other.seen_at >= ${now} - ${deadMs}`;

/** deliveries_leased, two seeks for each node that has something. */
const sweep = `with recursive holder(id) as (
    select min(leased_by) from deliveries where leased_by is not null
    union all
    select (select min(leased_by) from deliveries where leased_by is not null and leased_by > holder.id)
    from holder where holder.id is not null
  ), lasting as (
    select id, case when exists (select 1 from nodes where nodes.id = holder.id and seen_at >= ${now} - ${deadMs})
      then ${now} - ${overdueMs} else ${Number.MAX_SAFE_INTEGER} end as until
    from holder where id is not null
  ), forgotten as (
    delete from nodes where seen_at < ${now} - ${deadMs}
  ), orphaned as (
    select d.n from lasting join deliveries d
      on d.leased_by = lasting.id and d.leased_by is not null and d.leased_until < lasting.until
    for update of d skip locked
  )
  update deliveries d set leased_by = null, leased_until = null from orphaned where d.n = orphaned.n`;

interface BeatRow {
  joined: boolean;
  now: number;
  id: string | null;
  role: NodeState["role"];
  watched: string;
  agreed: string;
}

/** A connection of its own: it beats, and hears what other nodes tell. When it is lost another one is made. */
export class PostgresNodeLink implements NodeLink {
  readonly #url: string;
  readonly #clock: DatabaseClock;
  readonly #listener: NodeListener;
  readonly #outbox: Outbox;
  #client: pg.Client | null = null;
  /** When the last beat that was answered began, and the first of those without a gap; by `performance.now()`. */
  #beatAt = Number.NEGATIVE_INFINITY;
  #steadySince = Number.NEGATIVE_INFINITY;
  #sweptAt = 0;
  #known = false;
  #running = true;
  #loop: Promise<void> = Promise.resolve();
  #wakeUp: () => void = () => {};

  private constructor(url: string, clock: DatabaseClock, listener: NodeListener) {
    this.#url = url;
    this.#clock = clock;
    this.#listener = listener;
    this.#outbox = new Outbox(listener.state().id, async (payload) => {
      await this.#client?.query("select pg_notify($1, $2)", [channel, payload]);
    });
  }

  /** @throws StoreUnavailable where the first beat fails */
  static async join(url: string, clock: DatabaseClock, listener: NodeListener): Promise<NodeLink> {
    const link = new PostgresNodeLink(url, clock, listener);
    try {
      await link.#connect();
      await link.#beat();
      // Tells what the first one has found: a node that is alone may send at once.
      await link.#beat();
    } catch (error) {
      await link.#disconnect();
      throw asUnavailable(error);
    }
    link.#loop = link.#run();
    return link;
  }

  get alive(): boolean {
    return performance.now() - this.#beatAt < aliveMs;
  }

  get upToDate(): boolean {
    return performance.now() - this.#beatAt < upToDateMs;
  }

  tell(message: NodeMessage): void {
    if (this.#running) this.#outbox.add(message);
  }

  async leave(): Promise<void> {
    this.#running = false;
    this.#wakeUp();
    await this.#loop;
    await this.#outbox.flush();
    const { id } = this.#listener.state();
    await this.#client?.query("delete from nodes where id = $1", [id]).catch(() => undefined);
    await this.#disconnect();
  }

  async #run(): Promise<void> {
    while (this.#running) {
      await this.#sleep(this.#client === null ? reconnectMs : beatMs);
      if (!this.#running) return;
      try {
        if (this.#client === null) {
          await this.#connect();
          await this.#beat();
          this.#listener.reconnected();
        } else await this.#beat();
      } catch {
        await this.#disconnect();
      }
    }
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #connect(): Promise<void> {
    const client = newClient(this.#url, { connectMs: answerMs, answerMs });
    const lost = () => {
      if (this.#client === client) this.#client = null;
    };
    client.on("error", lost);
    client.on("end", lost);
    client.on("notification", ({ payload = "" }) => {
      const message = this.#outbox.open(payload);
      if (message !== null) this.#listener.received(message);
    });
    await client.connect();
    this.#client = client;
    await client.query(`set enable_seqscan = off; set jit = off; listen ${channel}`);
  }

  async #disconnect(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.end().catch(() => undefined);
  }

  async #beat(): Promise<void> {
    const client = this.#client;
    if (client === null) throw new Error("the connection is lost");
    const state = this.#listener.state();
    const began = performance.now();
    await client.query(begin);
    const values = [state.id, state.role, JSON.stringify(state.watched), state.agreed];
    const asked = performance.now();
    const { rows } = await client.query<BeatRow>({ name: "beat", text: beat, values });
    const [first] = rows;
    if (first === undefined) throw new Error("the beat had no answer");
    this.#clock.set(first.now, asked, performance.now());
    const returned = this.#isSweeping(state, began) ? await this.#sweep(client) : 0;
    await client.query("commit");
    if (began - this.#beatAt >= aliveMs) this.#steadySince = began;
    const unheard = performance.now() - this.#beatAt >= aliveMs;
    this.#beatAt = began;
    if (this.#known && unheard) this.#listener.unheard();
    if (this.#known && first.joined) this.#listener.givenUp();
    this.#known = true;
    this.#listener.beat([state, ...rows.flatMap(stateOf)]);
    if (returned === 0) return;
    this.#listener.received({ kind: "due" });
    this.tell({ kind: "due" });
  }

  /**
   * Whoever was away itself does not judge the others: where it was the database that was away they are about to
   * beat again.
   */
  #isSweeping({ role }: NodeState, began: number): boolean {
    const steady = began - this.#beatAt < aliveMs && began - this.#steadySince >= deadMs - aliveMs;
    return role !== "api" && steady && began - this.#sweptAt >= sweepMs;
  }

  async #sweep(client: pg.Client): Promise<number> {
    this.#sweptAt = performance.now();
    return (await client.query(sweep)).rowCount ?? 0;
  }
}

function stateOf({ id, role, watched, agreed }: BeatRow): NodeState[] {
  return id === null ? [] : [{ id, role, watched: JSON.parse(watched) as string[], agreed }];
}
