import type { NodeListener, NodeMessage, NodeState } from "../../src/store/nodes.ts";

/** A node that keeps what it is told. */
export class Listener implements NodeListener {
  readonly id: string;
  readonly messages: NodeMessage[] = [];
  nodes: readonly NodeState[] = [];
  lost = 0;
  silences = 0;
  again = 0;
  beats = 0;

  constructor(id: string) {
    this.id = id;
  }
  state(): NodeState {
    return { id: this.id, role: "all", watched: [`project of ${this.id}`], agreed: "" };
  }
  beat(nodes: readonly NodeState[]): void {
    this.nodes = nodes;
    this.beats += 1;
  }
  givenUp(): void {
    this.lost += 1;
  }
  unheard(): void {
    this.silences += 1;
  }
  reconnected(): void {
    this.again += 1;
  }
  received(message: NodeMessage): void {
    this.messages.push(message);
  }
}
