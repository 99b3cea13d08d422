import { type Role, type Scope, scopes } from "../../src/contract/words.ts";
import { newOpaqueToken, newProjectToken, sha256 } from "../../src/platform/crypto.ts";
import { newId } from "../../src/platform/ids.ts";
import type { Store } from "../../src/store/operations.ts";
import { type Answer, type Api, type Fields, withHeaders } from "./api.ts";

/** A project with what tests make in it, all through the API but for the project and its tokens. */
export interface TestProject {
  readonly id: string;
  readonly tokens: Record<Scope, string>;
  /** With the token that may do everything. */
  readonly api: Api;
  as(scope: Scope): Api;
  /** Makes another token; with `processId`, one that can only report to that process. */
  token(scope: Scope, processId?: string): Promise<string>;
  /** Adds a person, signed in, with this project chosen; with a hash, they have a password. */
  person(role: Role, passwordHash?: string): Promise<Person>;
  /** Creates a process; `name` is enough. */
  process(fields?: Record<string, unknown>): Promise<Fields>;
  /** Saves the whole section; returns its callbacks. */
  callbacks(processId: string, list: readonly Record<string, unknown>[]): Promise<Fields[]>;
  /** Creates a lead with a phone of its own. */
  lead(processId: string, fields?: Record<string, unknown>): Promise<Fields>;
  /** Reports an activity, a completed call by default. */
  report(leadId: string, fields?: Record<string, unknown>): Promise<Fields>;
}

/** Someone with an account. */
export interface Person {
  readonly id: string;
  readonly email: string;
  /** Their session and project, as the dashboard sends them. */
  readonly headers: Record<string, string>;
  readonly api: Api;
}

interface Makers {
  store: Store;
  api: (token?: string) => Api;
  now: () => number;
}

let phones = 9_000_000_000;

/** A phone number in E.164 that no test has used before. */
export function nextPhone(): string {
  phones += 1;
  return `+91${phones}`;
}

export async function createProject(makers: Makers, name: string): Promise<TestProject> {
  const { store, now } = makers;
  const id = newId(now());
  await store.write.insertProject({ id, name, created_at: now() });

  const token = async (scope: Scope, processId: string | null = null): Promise<string> => {
    const text = newProjectToken();
    const row = {
      id: newId(now()),
      project_id: id,
      process_id: processId,
      name: `${scope} of ${name}`,
      scope,
    };
    const times = { created_at: now(), revoked_at: null, created_by: null, last_used_at: null };
    await store.write.insertToken({ token: { ...row, ...times, hash: sha256(text) }, audit: [] });
    return text;
  };
  const [read, report, manage] = await Promise.all(scopes.map((scope) => token(scope)));
  const tokens = { read: read ?? "", report: report ?? "", manage: manage ?? "" };
  const api = makers.api(tokens.manage);

  return {
    id,
    tokens,
    api,
    token,
    as: (scope) => makers.api(tokens[scope]),
    async person(role, passwordHash = "none") {
      const userId = newId(now());
      const email = `${role}-${userId}@example.com`;
      const user = { id: userId, email, name: `The ${role}`, password_hash: passwordHash, created_at: now() };
      const membership = { user_id: userId, project_id: id, role, created_at: now() };
      await store.write.addMember({ user, membership, audit: [] });
      const session = newOpaqueToken();
      const expires_at = now() + 24 * 3_600_000;
      await store.write.insertSession({
        hash: sha256(session),
        user_id: userId,
        created_at: now(),
        expires_at,
      });
      const headers = {
        cookie: `ringback_session=${session}`,
        "sec-fetch-site": "same-origin",
        "ringback-project": id,
      };
      return { id: userId, email, headers, api: withHeaders(makers.api(), headers) };
    },
    process: async (fields = {}) =>
      made(await api.post("/api/v1/processes", { name: "Welcome calls", ...fields })),
    async callbacks(processId, list) {
      const path = `/api/v1/processes/${processId}/advanced-settings`;
      const { revision } = made(await api.get(path));
      const saved = await api.put(path, { leadUpdateCallbacks: list }, { "if-match": `"${revision}"` });
      return made(saved).leadUpdateCallbacks;
    },
    lead: async (processId, fields = {}) =>
      made(
        await api.post("/api/v1/leads/initiate", {
          lead: { projectId: id, processId, name: "Asha Verma", phone: nextPhone(), ...fields },
        }),
      ),
    report: async (leadId, fields = {}) =>
      made(await api.post("/api/v1/activities", { leadId, type: "call", callStatus: "completed", ...fields }))
        .data,
  };
}

/** The JSON of an answer that had to be a success. */
function made(answer: Answer): Fields {
  if (answer.status < 300) return answer.json;
  throw new Error(`the API answered ${answer.status}: ${answer.text}`);
}
