import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type {
  auditPage,
  invitation,
  member,
  seenInvitation,
  token,
} from "../../src/contract/answers/account.ts";
import type { Role } from "../../src/contract/words.ts";
import { type Answer, api, type EntryOf, type Page, withQuery } from "./http.ts";

export type Member = Answer<typeof member>;
export type Invitation = Answer<typeof invitation>;
export type Token = Answer<typeof token>;
export type AuditEntry = EntryOf<typeof auditPage>;
export type SeenInvitation = Answer<typeof seenInvitation>;

type Search = Record<string, string | undefined>;

const pages = <T>(path: string, key: string, search: Search = {}) =>
  infiniteQueryOptions({
    queryKey: [key, search],
    queryFn: ({ pageParam, signal }) => api.get<Page<T>>(path, { ...search, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

export const membersQuery = pages<Member>("/api/v1/users", "members");
export const invitationsQuery = pages<Invitation>("/api/v1/invitations", "invitations");
export const tokensQuery = pages<Token>("/api/v1/tokens", "tokens");
export const auditQuery = (search: Search) => pages<AuditEntry>("/api/v1/audit", "audit", search);

const pathOf = (list: string, id: string): string => `/api/v1/${list}/${encodeURIComponent(id)}`;

export const setRole = ({ id, role }: { id: string; role: Role }): Promise<Member> =>
  api.patch(pathOf("users", id), { role });
export const removeMember = (id: string): Promise<null> => api.delete(pathOf("users", id));
export const makeResetLink = (id: string): Promise<{ url: string }> =>
  api.post(`${pathOf("users", id)}/password-reset`);

export const invite = (body: { email: string; role: Role }): Promise<Invitation & { url: string }> =>
  api.post("/api/v1/invitations", body);
export const takeBack = (id: string): Promise<null> => api.delete(pathOf("invitations", id));

export const createToken = (body: {
  name: string;
  scope: string;
  processId: string | null;
}): Promise<Token & { token: string }> => api.post("/api/v1/tokens", body);
export const revokeToken = (id: string): Promise<null> => api.delete(pathOf("tokens", id));

export const createProject = (name: string): Promise<{ id: string }> =>
  api.post("/api/v1/projects", { name });
export const renameProject = ({ id, name }: { id: string; name: string }): Promise<unknown> =>
  api.patch(pathOf("projects", id), { name });

export const renameSelf = (name: string): Promise<unknown> => api.patch("/api/v1/account", { name });
export const changePassword = (body: { currentPassword: string; newPassword: string }): Promise<null> =>
  api.post("/api/v1/account/password", body);

/** What a link is for, of an invitation or a password reset. */
export const linkQuery = <T>(kind: "invitations" | "password-resets", token: string) =>
  queryOptions({
    queryKey: [kind, "look", token],
    queryFn: () => api.post<T>(`/api/v1/${kind}/look`, { token }),
    retry: false,
  });

export const acceptInvitation = (body: {
  token: string;
  name?: string;
  password: string;
}): Promise<{ projectId: string }> => api.post("/api/v1/invitations/accept", body);
export const acceptReset = (body: { token: string; password: string }): Promise<null> =>
  api.post("/api/v1/password-resets/accept", body);

/** Where the audit log is as a file. */
export const auditFile = (search: Search, project: string | null): string =>
  withQuery("/api/v1/audit.csv", { ...search, project });
