import { newProcessDefaults } from "../contract/process-fields.ts";
import type { Scope } from "../contract/words.ts";
import { columnsOf } from "../http/save-process.ts";
import { newOpaqueToken, newProjectToken, sha256 } from "../platform/crypto.ts";
import { newId } from "../platform/ids.ts";
import type { Store } from "../store/operations.ts";

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

/** Makes a token and returns it whole: it is stored as its SHA-256 only. */
export async function createToken(
  store: Store,
  token: { projectId: string; processId: string | null; name: string; scope: Scope },
): Promise<{ id: string; token: string }> {
  const now = Date.now();
  const id = newId(now);
  const text = newProjectToken();
  await store.write.insertToken({
    id,
    project_id: token.projectId,
    process_id: token.processId,
    name: token.name,
    scope: token.scope,
    hash: sha256(text),
    created_at: now,
    revoked_at: null,
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
