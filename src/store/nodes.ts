import type { Clock } from "../platform/clock.ts";
import type { CommittedChanges } from "./committed.ts";

/** What a node tells the others of itself, several times a second. */
export interface NodeState {
  id: string;
  role: "all" | "api" | "worker";
  /** Projects whose changes it wants to be told. */
  watched: readonly string[];
  /** The members of the group whose shares it keeps to, as `Shares` names them. */
  agreed: string;
}

/** What nodes tell each other at once. */
export type NodeMessage =
  /** Settings of these projects were changed; part of the change's own transaction. */
  | { kind: "settings"; projectIds: string[] }
  /** Something is due that its node does not send. */
  | { kind: "due" }
  | { kind: "changes"; changes: CommittedChanges[] };

export interface NodeListener {
  /** What this node tells of itself now. */
  state(): NodeState;
  /** Every node that lives, this one included; called after each beat. */
  beat(nodes: readonly NodeState[]): void;
  /** The others had given this node up, and with it what it had leased. */
  givenUp(): void;
  /** Its beats stopped for so long that others may have given it up, and have taken its shares; before the next beat. */
  unheard(): void;
  /** Messages may have been missed. */
  reconnected(): void;
  received(message: NodeMessage): void;
}

/** This node among those that share the database. */
export interface NodeLink {
  /** Whether its last beat is young enough that no other node can have given it up. */
  readonly alive: boolean;
  /** Whether it has heard of every change of settings that was answered more than a second ago. */
  readonly upToDate: boolean;
  /** Tells the other nodes, with what else there is to tell in the same moment. It may get lost with the connection. */
  tell(message: NodeMessage): void;
  leave(): Promise<void>;
}

/** What a store that nodes share offers beside its reads and writes. */
export interface NodeRegistry {
  /** The database's time: a node's own clock may be wrong. */
  readonly clock: Clock;
  /** Joins the others; fulfils after the first beats. */
  join(listener: NodeListener): Promise<NodeLink>;
}
