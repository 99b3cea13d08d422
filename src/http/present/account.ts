import type { ListedInvitation } from "../../store/queries/invitations.ts";
import type { Member } from "../../store/queries/people.ts";
import type { ListedToken } from "../../store/queries/tokens.ts";

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

/** A person of a project. */
export const presentMember = ({ id, email, name, role, created_at }: Member) => ({
  id,
  email,
  name,
  role,
  createdAt: iso(created_at),
});

/** An invitation that still stands; its link is told once, when it is made. */
export const presentInvitation = (row: ListedInvitation) => ({
  id: row.id,
  email: row.email,
  role: row.role,
  invitedBy: row.invited_by,
  createdAt: iso(row.created_at),
  expiresAt: iso(row.expires_at),
});

/** A token without what it is used by; that is told once, when it is made. */
export const presentToken = (row: ListedToken) => ({
  id: row.id,
  name: row.name,
  scope: row.scope,
  processId: row.process_id,
  processName: row.process_name,
  createdBy: row.created_by,
  createdAt: iso(row.created_at),
  lastUsedAt: isoOrNull(row.last_used_at),
  revokedAt: isoOrNull(row.revoked_at),
});
