import type { Role, Scope } from "../contract/words.ts";
import type { Clock } from "../platform/clock.ts";
import { isProjectToken, sha256 } from "../platform/crypto.ts";
import type { Store } from "../store/operations.ts";
import { isUseToWrite } from "../store/queries/tokens.ts";
import type { TokenTable } from "../store/schema.ts";

/** Who makes a request, and what they may do. */
export interface Principal {
  projectId: string;
  scope: Scope;
  /** A token of one process can report to that process only. */
  onlyProcessId: string | null;
  /** What a signed-in person is in the project; null for a token. */
  role: Role | null;
  /** A person with an account; null for a token and for the local form. */
  userId: string | null;
  /** Token, user or the local form, for the audit log. */
  actor: string;
  /** What limits count by. */
  key: string;
}

/** How long a token is believed without looking again, ms: a revocation elsewhere takes effect within it. */
const believedMs = 1_000;
const mostKept = 10_000;

/** Tokens looked up lately, by their SHA-256. */
export class TokenCache {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #known = new Map<string, { principal: Principal | null; until: number }>();

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The principal of a token, or null where it is unknown or revoked. */
  async principalOf(token: string): Promise<Principal | null> {
    if (!isProjectToken(token)) return null;
    const hash = sha256(token);
    const known = this.#known.get(hash);
    if (known !== undefined && known.until > this.#clock.now()) return known.principal;
    const row = await this.#store.read.tokenByHash(hash);
    const principal = row === undefined || row.revoked_at !== null ? null : principalOfRow(row);
    if (principal !== null && row !== undefined) this.#noteUse(row);
    if (this.#known.size >= mostKept) this.#known.clear();
    this.#known.set(hash, { principal, until: this.#clock.now() + believedMs });
    return principal;
  }

  /** Beside the request, which waits for nothing and fails by nothing of it. */
  #noteUse(row: TokenTable): void {
    const now = this.#clock.now();
    if (isUseToWrite(row, now)) this.#store.write.noteTokenUse({ id: row.id, now }).catch(() => undefined);
  }
}

const principalOfRow = (row: TokenTable): Principal => ({
  projectId: row.project_id,
  scope: row.scope as Scope,
  onlyProcessId: row.process_id,
  role: null,
  userId: null,
  actor: `token ${row.name}`,
  key: row.id,
});
