import { triggers } from "../../../src/contract/words.ts";
import type { Callback } from "../../api/callbacks.ts";
import type { ProcessWithSettings } from "../../api/processes.ts";

/** A callback as the server answers it, for tests. */
export const storedCallback = (id: string, fields: Partial<Callback> = {}): Callback => ({
  id,
  name: `Callback ${id}`,
  enabled: true,
  url: `https://${id}.example.com/x`,
  payloadFormat: "activity_update",
  requiresWhitelistedSource: false,
  auth: { type: "none" },
  triggers: [...triggers],
  dispositions: null,
  states: null,
  order: "per_lead",
  rateLimit: null,
  timeoutMs: 15_000,
  signing: "v1",
  state: "active",
  pausedReason: null,
  pausedAt: null,
  failingSince: null,
  warnings: [],
  ...fields,
});

const unset = { secret: null, createLeads: false, outcomes: {} };

/** A process as the server answers it, for tests. */
export const storedProcess = (
  callbacks: Callback[] = [],
  fields: Partial<ProcessWithSettings> = {},
): ProcessWithSettings => ({
  id: "6964f0a7a1b2c3d4e5f60718",
  projectId: "6964f0a7a1b2c3d4e5f60719",
  name: "OutReach Plan (hinglish)",
  description: "",
  status: "active",
  defaultCountry: "IN",
  allowDuplicates: false,
  states: [{ name: "make_first_call" }, { name: "interested" }],
  dispositions: [
    { name: "Interested", type: "success", description: "", toState: "interested" },
    { name: "No Answer", type: "neutral", description: "", toState: null },
  ],
  revision: 7,
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
  advancedSettings: { leadUpdateCallbacks: callbacks },
  voiceProviders: { twilio: unset, vapi: unset, retell: unset, bolna: unset },
  ...fields,
});
