import { z } from "zod";
import { roles, scopes } from "../words.ts";
import { id, pageOf, text, time } from "./common.ts";

const role = z.enum(roles);
/** A person, a token or the local form, as the audit log calls them. */
const actor = text.describe("A person's email, `token <name>`, `local` or `command line`");

export const member = z.object({ id, email: text, name: text, role, createdAt: time }).meta({ id: "User" });
export const memberPage = pageOf(member);

export const invitation = z
  .object({ id, email: text, role, invitedBy: actor, createdAt: time, expiresAt: time })
  .meta({ id: "Invitation" });
export const invitationPage = pageOf(invitation);
const link = text.describe("The link to pass on, told this once");
export const newInvitationAnswer = z.object({ ...invitation.shape, url: link });

export const seenInvitation = z.object({ email: text, role, project: text, hasAccount: z.boolean() });
export const joined = z.object({ projectId: id, role });

export const resetLink = z.object({ url: link, expiresAt: time });
export const seenReset = z.object({ email: text, name: text });

export const account = z.object({ id, email: text, name: text, createdAt: time });

export const token = z
  .object({
    id,
    name: text,
    scope: z.enum(scopes),
    processId: id.nullable().describe("The one process that it can report to"),
    processName: text.nullable(),
    createdBy: actor.nullable(),
    createdAt: time,
    lastUsedAt: time.nullable().describe("Exact to a minute"),
    revokedAt: time.nullable(),
  })
  .meta({ id: "Token" });
export const tokenPage = pageOf(token);
export const newTokenAnswer = z.object({ ...token.shape, token: text.describe("Told this once") });

export const project = z
  .object({ id, name: text, role: role.nullable().describe("Null for a token") })
  .meta({ id: "Project" });
export const projectPage = pageOf(project);

export const session = z.object({
  user: z.object({ id, email: text.nullable(), name: text.nullable() }).nullable(),
  role: role.nullable().describe("In the project that is named, or the first"),
  scope: z.enum(scopes).nullable(),
  projects: z.array(z.object({ id, name: text, role })),
  expiresAt: time,
});
export const signedIn = z.object({ email: text, name: text });

export const auditPage = pageOf(
  z
    .object({
      id,
      at: time,
      actor,
      action: text.describe("Such as `callback.paused`"),
      target: text.describe("The id of what it was done to"),
      targetName: text.nullable().describe("What that is called now"),
      changes: z.array(
        z.object({
          field: text,
          before: z.unknown().describe("Null also where nothing was changed but said"),
          after: z.unknown().describe("Of a secret `changed` alone"),
        }),
      ),
    })
    .meta({ id: "AuditEntry" }),
);
