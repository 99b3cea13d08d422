import { z } from "zod";
import { limits } from "./limits.ts";
import { type VoiceProvider, voiceProviders } from "./words.ts";

/** What is set of one provider of a process, as it is sent. A secret that is left out or sent as read back stays. */
const providerSettings = z
  .strictObject({
    secret: z
      .union([
        z
          .string()
          .trim()
          .min(8, "must have at least 8 characters")
          .max(limits.shortText, `must be at most ${limits.shortText} characters`),
        z.null(),
        z.object({ set: z.literal(true), last4: z.string().optional() }),
      ])
      .optional(),
    createLeads: z.boolean().default(false),
    outcomes: z
      .record(
        z
          .string()
          .trim()
          .min(1, "must not be empty")
          .max(limits.shortText, `must be at most ${limits.shortText} characters`),
        z.string(),
      )
      .default({})
      .refine((given) => Object.keys(given).length <= limits.outcomes, `must be at most ${limits.outcomes}`),
  })
  .meta({ id: "VoiceProviderSettings" });

/** The section "Voice providers" of a process: what is left out stays as it is. */
export const voiceProvidersInput = z.strictObject(
  Object.fromEntries(voiceProviders.map((provider) => [provider, providerSettings.optional()])) as Record<
    VoiceProvider,
    z.ZodOptional<typeof providerSettings>
  >,
);
export type VoiceProvidersInput = z.output<typeof voiceProvidersInput>;

/** What the tester is asked: a webhook's body as text, and settings that need not be saved yet. */
export const inboundTest = z.object({
  sample: z
    .string()
    .min(1, "must not be empty")
    .max(limits.body / 2, "is too long"),
  outcomes: providerSettings.shape.outcomes.optional(),
  createLeads: z.boolean().optional(),
});

/** How a line ends with every provider, and how an analysis judges a conversation. */
const ofLine = ["completed", "no-answer", "busy", "failed"];
const judged = ["successful", "unsuccessful", ...ofLine, "voicemail"];

/** Outcomes that each provider is known to name, for a choice; any other text that its webhook holds works too. */
export const knownOutcomes: Readonly<Record<VoiceProvider, readonly string[]>> = {
  twilio: [...ofLine, "canceled", "voicemail"],
  vapi: [...judged, "customer-ended-call", "assistant-ended-call", "silence-timed-out"],
  retell: [...judged, "user_hangup", "agent_hangup", "call_transfer"],
  bolna: [...ofLine, "canceled", "voicemail"],
};

/** Whether a provider proves its webhooks with a secret beside the token in their URL. */
export const signs = (provider: VoiceProvider): boolean => provider !== "bolna";

/** Outcomes that are mapped to a disposition which the process does not have, and secrets that nothing would use. */
export function checkVoiceProviders(
  given: Partial<
    Record<VoiceProvider, { secret?: unknown; outcomes: Readonly<Record<string, string>> } | undefined>
  >,
  dispositionNames: readonly string[],
): { path: string; message: string }[] {
  return voiceProviders.flatMap((provider) => {
    const own = given[provider];
    if (own === undefined) return [];
    const errors = Object.entries(own.outcomes).flatMap(([outcome, disposition]) =>
      dispositionNames.includes(disposition)
        ? []
        : [
            {
              path: `${provider}.outcomes.${outcome}`,
              message: `"${disposition}" is not one of the dispositions`,
            },
          ],
    );
    if (own.secret != null && !signs(provider)) {
      const message = "is not possible: Bolna signs nothing, the token in the URL is what is checked";
      errors.push({ path: `${provider}.secret`, message });
    }
    return errors;
  });
}
