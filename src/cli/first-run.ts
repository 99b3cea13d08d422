import { newProcessDefaults } from "../contract/process-fields.ts";
import type { Scope } from "../contract/words.ts";
import { auditEntry } from "../http/audit.ts";
import { columnsOf } from "../http/save-process.ts";
import { newOpaqueToken, newProjectToken, sha256 } from "../platform/crypto.ts";
import { newId } from "../platform/ids.ts";
import type { Store } from "../store/operations.ts";
import type { AuditTable } from "../store/schema.ts";
import { CliError } from "./cli-error.ts";

/** How long a printed sign-in link can be used, ms. */
const linkMs = 24 * 3_600_000;

/** The first project, made where there is none yet. */
export async function ensureProject(store: Store): Promise<{ id: string; name: string; made: boolean }> {
  const [first] = await store.read.listProjects();
  if (first !== undefined) return { id: first.id, name: first.name, made: false };
  const now = Date.now();
  const project = { id: newId(now), name: "My project", created_at: now };
  await store.write.insertProject(project);
  return { id: project.id, name: project.name, made: true };
}

/** The project with an id, or the first one. @throws CliError where there is none of this id */
export async function projectNamed(
  store: Store,
  wanted: string | undefined,
): Promise<{ id: string; name: string }> {
  if (wanted === undefined) return ensureProject(store);
  const found = (await store.read.listProjects()).find(({ id }) => id === wanted);
  if (found === undefined) throw new CliError(`there is no project ${wanted}`);
  return found;
}

/** An entry of the audit log for what was done by a command. */
export const byCommand = (
  projectId: string,
  action: string,
  target: string,
  detail: Record<string, unknown> = {},
): AuditTable => auditEntry({ projectId, actor: "command line", action, target, detail, now: Date.now() });

/** Makes a token and returns it whole: it is stored as its SHA-256 only. */
export async function createToken(
  store: Store,
  token: { projectId: string; processId: string | null; name: string; scope: Scope },
): Promise<{ id: string; token: string }> {
  const now = Date.now();
  const id = newId(now);
  const text = newProjectToken();
  const { projectId, processId, name, scope } = token;
  await store.write.insertToken({
    token: {
      id,
      project_id: projectId,
      process_id: processId,
      name,
      scope,
      hash: sha256(text),
      created_at: now,
      revoked_at: null,
      created_by: "command line",
      last_used_at: null,
    },
    audit: [byCommand(projectId, "token.created", id, { name, scope, processId })],
  });
  return { id, token: text };
}

/** The process that a first start makes, so that there is something to call for. */
export async function createExampleProcess(store: Store, projectId: string): Promise<string> {
  const now = Date.now();
  const id = newId(now);
  await store.write.insertProcess({
    process: {
      id,
      project_id: projectId,
      ...columnsOf({ ...newProcessDefaults, name: "OutReach Plan (hinglish)" }),
      revision: 1,
      created_at: now,
      updated_at: now,
    },
    callbacks: [],
  });
  return id;
}

/** A one-time sign-in token for the dashboard link; it signs in without a user, in the local form only. */
export async function createSignInToken(store: Store): Promise<string> {
  const now = Date.now();
  const token = newOpaqueToken();
  await store.write.insertSignInLink({ hash: sha256(token), user_id: null, expires_at: now + linkMs, now });
  return token;
}
