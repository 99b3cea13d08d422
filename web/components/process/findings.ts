import { checkAdvancedSettings, type SettingsContext } from "../../../src/contract/advanced-settings.ts";
import { fieldMessages } from "../../../src/contract/callback-schema.ts";
import { checkProcess, processFields } from "../../../src/contract/process-fields.ts";
import { checkVoiceProviders, voiceProvidersInput } from "../../../src/contract/voice-providers.ts";
import type { Deployment } from "../../api/deployment.ts";
import { type FieldError, inWords } from "../../api/http.ts";
import type { ProcessWithSettings } from "../../api/processes.ts";
import { type ProcessDraft, sentCallback } from "./draft.ts";

/** What is wrong in the form, and what is worth a look. Paths are those of the API, without `advancedSettings.`. */
export interface Findings {
  errors: FieldError[];
  warnings: FieldError[];
  hints: FieldError[];
}

/** What a refused Save said, and of which form. */
export interface Refusal {
  draft: ProcessDraft;
  errors: readonly FieldError[];
}

/** What the checks need to know, from the form itself where it names states and dispositions. */
export function contextOf(
  stored: ProcessWithSettings,
  draft: ProcessDraft,
  deployment: Pick<Deployment, "egress">,
  inspectorUrls: readonly string[],
): SettingsContext & { inspectorUrls: readonly string[] } {
  const { allowLoopback, allow, fixed } = deployment.egress;
  return {
    policy: { allowLoopback, allow },
    fixedSource: fixed,
    inspectorUrls,
    stateNames: draft.states.map(({ name }) => name),
    dispositionNames: draft.dispositions.map(({ name }) => name),
    stored: stored.advancedSettings.leadUpdateCallbacks.map(({ id, url, auth }) => ({ id, url, auth })),
  };
}

/** Everything that the server would refuse of the fields outside Advanced Settings, by its own rules. */
export function processErrors(draft: ProcessDraft): FieldError[] {
  const read = processFields.omit({ status: true }).safeParse(draft);
  const names = draft.dispositions.map(({ name }) => name);
  const voice = voiceProvidersInput.safeParse(draft.voiceProviders);
  const outcomes = [...fieldMessages(voice.error), ...checkVoiceProviders(draft.voiceProviders, names)];
  const below = outcomes.map(({ path, message }) => ({ path: `voiceProviders.${path}`, message }));
  return inWords([...fieldMessages(read.error), ...checkProcess(draft), ...below]);
}

/** Everything that the server would refuse of the form, by its own rules. */
export function findingsOf(draft: ProcessDraft, context: SettingsContext): Findings {
  const settings = checkAdvancedSettings({ leadUpdateCallbacks: draft.callbacks.map(sentCallback) }, context);
  return {
    errors: [...processErrors(draft), ...inWords(settings.errors)],
    warnings: inWords(settings.warnings),
    hints: inWords(settings.hints),
  };
}

const callbackPath = /^leadUpdateCallbacks\.(\d+)(?:\.(.+))?$/;

/** The callback that a path leads to, and the way to the field within it; null for other paths. */
export function callbackPlace(path: string): { index: number; field: string } | null {
  const found = callbackPath.exec(path);
  return found === null ? null : { index: Number(found[1]), field: fieldOf(found[2] ?? "") };
}

/** The control that shows a path: entries of a list belong to the list's control. */
const fieldOf = (path: string): string =>
  path.startsWith("auth.") ? path.split(".").slice(0, 2).join(".") : (path.split(".")[0] ?? "");

const isField = (draft: ProcessDraft, name: string): name is keyof ProcessDraft => Object.hasOwn(draft, name);

/** What a refused Save said of what has not been changed since, with the paths of where that stands now. */
export function stillRefused(refusal: Refusal | null, draft: ProcessDraft): FieldError[] {
  if (refusal === null) return [];
  return refusal.errors.flatMap(({ path: sent, message }) => {
    const path = sent.replace(/^advancedSettings\./, "");
    const place = callbackPlace(path);
    if (place === null) {
      const field = path.split(".")[0] ?? "";
      // What belongs to no field cannot be mended in one, so it must not stand in the way of the next Save.
      if (!isField(draft, field) || draft[field] !== refusal.draft[field]) return [];
      return [{ path, message }];
    }
    const refused = refusal.draft.callbacks[place.index];
    const index = refused === undefined ? -1 : draft.callbacks.indexOf(refused);
    return index < 0 ? [] : [{ path: `leadUpdateCallbacks.${index}.${place.field}`, message }];
  });
}

/** The findings, each path once, with what the server said beyond them. */
export function withRefused(findings: Findings, refused: readonly FieldError[]): Findings {
  const known = new Set(findings.errors.map(({ path }) => path));
  const more = refused.filter(({ path }) => !known.has(path));
  return more.length === 0 ? findings : { ...findings, errors: [...findings.errors, ...more] };
}

/** What one block shows, by field. */
export interface BlockFindings {
  /** Errors that the person shall see by now. */
  errors: Record<string, string>;
  warnings: Record<string, string>;
  hints: Record<string, string>;
  /** Of all wrong fields, shown or not. */
  count: number;
}

const nothing = (): BlockFindings => ({ errors: {}, warnings: {}, hints: {}, count: 0 });

/**
 * The findings by block, in the order of the callbacks.
 *
 * @param isShown whether an error of a field is to be seen: once the field was left, or after a try to save
 */
export function byBlock(
  draft: ProcessDraft,
  findings: Findings,
  isShown: (key: string, field: string) => boolean,
): BlockFindings[] {
  const blocks = draft.callbacks.map(nothing);
  const each = (
    list: readonly FieldError[],
    use: (block: BlockFindings, at: number, one: FieldError) => void,
  ) => {
    for (const { path, message } of list) {
      const place = callbackPlace(path);
      const block = place === null ? undefined : blocks[place.index];
      if (place !== null && block !== undefined) use(block, place.index, { path: place.field, message });
    }
  };
  each(findings.errors, (block, at, { path, message }) => {
    block.count += 1;
    if (isShown(draft.callbacks[at]?.key ?? "", path)) block.errors[path] ??= message;
  });
  each(findings.warnings, (block, _, { path, message }) => {
    block.warnings[path] ??= message;
  });
  each(findings.hints, (block, _, { path, message }) => {
    block.hints[path] ??= message;
  });
  return blocks;
}

/** How many errors Advanced Settings have: what its badge counts. */
export const settingsErrors = (findings: Findings): FieldError[] =>
  findings.errors.filter(({ path }) => path.startsWith("leadUpdateCallbacks"));
