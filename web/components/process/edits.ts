import type { Disposition } from "../../../src/contract/words.ts";
import type { VoiceProviders, VoiceSettings } from "../../api/voice-providers.ts";
import type { CallbackDraft, ProcessDraft } from "./draft.ts";

/** One change that a person makes to the form. `index` null adds at the end. */
export type Edit =
  | {
      type: "fields";
      fields: Partial<
        Pick<ProcessDraft, "name" | "description" | "defaultCountry" | "allowDuplicates" | "voiceProviders">
      >;
    }
  | { type: "state.put"; index: number | null; name: string }
  | { type: "state.remove"; index: number }
  | { type: "state.move"; index: number; to: number }
  | { type: "disposition.put"; index: number | null; disposition: Disposition }
  | { type: "disposition.remove"; index: number }
  | { type: "disposition.move"; index: number; to: number }
  | { type: "callback.add"; callback: CallbackDraft; after?: string }
  | { type: "callback.set"; key: string; fields: Partial<CallbackDraft> }
  | { type: "callback.remove"; key: string };

/** The form after a change. What refers to a state or disposition by name follows when it is renamed. */
export function edited(draft: ProcessDraft, edit: Edit): ProcessDraft {
  switch (edit.type) {
    case "fields":
      return { ...draft, ...edit.fields };
    case "state.put":
      return putState(draft, edit.index, edit.name);
    case "state.remove":
      return removeState(draft, edit.index);
    case "state.move":
      return { ...draft, states: moved(draft.states, edit.index, edit.to) };
    case "disposition.put":
      return putDisposition(draft, edit.index, edit.disposition);
    case "disposition.remove":
      return { ...draft, dispositions: draft.dispositions.toSpliced(edit.index, 1) };
    case "disposition.move":
      return { ...draft, dispositions: moved(draft.dispositions, edit.index, edit.to) };
    case "callback.add":
      return addCallback(draft, edit.callback, edit.after);
    case "callback.set":
      return {
        ...draft,
        callbacks: draft.callbacks.map((one) => (one.key === edit.key ? { ...one, ...edit.fields } : one)),
      };
    case "callback.remove":
      return { ...draft, callbacks: draft.callbacks.filter(({ key }) => key !== edit.key) };
  }
}

function addCallback(draft: ProcessDraft, callback: CallbackDraft, after?: string): ProcessDraft {
  const place = draft.callbacks.findIndex(({ key }) => key === after);
  const at = place < 0 ? draft.callbacks.length : place + 1;
  return { ...draft, callbacks: draft.callbacks.toSpliced(at, 0, callback) };
}

function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const item = list[from];
  return item === undefined ? [...list] : list.toSpliced(from, 1).toSpliced(to, 0, item);
}

function put<T>(list: readonly T[], index: number | null, item: T): T[] {
  return index === null ? [...list, item] : list.with(index, item);
}

function renamed(names: string[] | null, from: string, to: string): string[] | null {
  return names?.includes(from) ? names.map((name) => (name === from ? to : name)) : names;
}

/** Callbacks that need no change stay the same objects, so that only the others are drawn anew. */
function renamedIn(
  callbacks: readonly CallbackDraft[],
  field: "states" | "dispositions",
  from: string,
  to: string,
): CallbackDraft[] {
  return callbacks.map((one) => {
    const names = renamed(one[field], from, to);
    return names === one[field] ? one : { ...one, [field]: names };
  });
}

/** Outcomes that stood for a disposition stand for it under its new name. */
function renamedOutcomes(all: VoiceProviders, from: string, to: string): VoiceProviders {
  const follow = (settings: VoiceSettings): VoiceSettings => ({
    ...settings,
    outcomes: Object.fromEntries(
      Object.entries(settings.outcomes).map(([outcome, name]) => [outcome, name === from ? to : name]),
    ),
  });
  return {
    twilio: follow(all.twilio),
    vapi: follow(all.vapi),
    retell: follow(all.retell),
    bolna: follow(all.bolna),
  };
}

function putState(draft: ProcessDraft, index: number | null, name: string): ProcessDraft {
  const before = index === null ? undefined : draft.states[index]?.name;
  const states = put(draft.states, index, { name });
  if (before === undefined || before === name) return { ...draft, states };
  return {
    ...draft,
    states,
    dispositions: draft.dispositions.map((one) => (one.toState === before ? { ...one, toState: name } : one)),
    callbacks: renamedIn(draft.callbacks, "states", before, name),
  };
}

/**
 * Dispositions that moved leads to the state move them nowhere. A callback that fires only for it keeps the name,
 * which is an error to look at: without it, it would fire for more than was asked.
 */
function removeState(draft: ProcessDraft, index: number): ProcessDraft {
  const gone = draft.states[index]?.name;
  return {
    ...draft,
    states: draft.states.toSpliced(index, 1),
    dispositions: draft.dispositions.map((one) => (one.toState === gone ? { ...one, toState: null } : one)),
  };
}

function putDisposition(draft: ProcessDraft, index: number | null, disposition: Disposition): ProcessDraft {
  const before = index === null ? undefined : draft.dispositions[index]?.name;
  const dispositions = put(draft.dispositions, index, disposition);
  if (before === undefined || before === disposition.name) return { ...draft, dispositions };
  const callbacks = renamedIn(draft.callbacks, "dispositions", before, disposition.name);
  const voiceProviders = renamedOutcomes(draft.voiceProviders, before, disposition.name);
  return { ...draft, dispositions, callbacks, voiceProviders };
}
