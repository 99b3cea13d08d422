import { z } from "zod";
import { limits } from "./limits.ts";
import { roles, scopes } from "./words.ts";

/** Characters of a password at the least. */
export const leastPassword = 10;

const shortName = z.string().trim().min(1, "must not be empty").max(120, "must be at most 120 characters");

/** An email address, in small letters: how people are told apart. */
export const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(limits.shortText, `must be at most ${limits.shortText} characters`)
  .pipe(z.email("must be an email address"));

export const password = z
  .string()
  .min(leastPassword, `must have at least ${leastPassword} characters`)
  .max(1_024, "must be at most 1024 characters");

export const role = z.enum(roles, { error: `must be one of ${roles.join(", ")}` });

/** Body of `POST /api/v1/invitations`. */
export const newInvitation = z.object({ email, role });

/** Body of `PATCH /api/v1/users/{id}`. */
export const memberChange = z.object({ role });

/** A link's secret part, as it was handed out. */
const linkToken = z.string().min(1, "is required").max(256, "must be at most 256 characters");

/** What an invitation or a password reset is looked at with. */
export const linkBody = z.object({ token: linkToken });

/** Taking an invitation up: name and password of a new person; of one who is there, their password. */
export const acceptedInvitation = z.object({ token: linkToken, name: shortName.optional(), password });

/** A new password by a link. */
export const acceptedReset = z.object({ token: linkToken, password });

/** Body of `PATCH /api/v1/account`. */
export const accountChange = z.object({ name: shortName });

/** Body of `POST /api/v1/account/password`. */
export const passwordChange = z.object({
  currentPassword: z.string().max(1_024, "must be at most 1024 characters"),
  newPassword: password,
});

/** Body of `POST /api/v1/projects` and `PATCH /api/v1/projects/{id}`. */
export const projectFields = z.object({ name: shortName });

/** Body of `POST /api/v1/tokens`; a token of one process can only report. */
export const newToken = z
  .object({
    name: shortName,
    scope: z.enum(scopes, { error: `must be one of ${scopes.join(", ")}` }).default("report"),
    processId: z
      .string()
      .nullish()
      .transform((id) => id ?? null),
  })
  .refine(({ processId, scope }) => processId === null || scope === "report", {
    path: ["scope"],
    message: "must be report for a token of one process",
  });
