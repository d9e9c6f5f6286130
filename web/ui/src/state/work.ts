// What the hands do to a record. The same few acts serve the mouse and the keys.
import { chosen, field, holds, isQuick, missing, type FormDefinition } from './form';
import type { Desk } from './desk.svelte';
import type { DraftRecord } from './record.svelte';

/** Sets the kind of contact. After the call, a quick kind on an untouched record closes it at once. */
export function chooseType(desk: Desk, draft: DraftRecord, form: FormDefinition, code: string): void {
  const untouched = Object.values(draft.view.values).every((value) => chosen(value).length === 0);
  draft.choose('call_type', code);
  const option = field(form, 'call_type')?.options?.find((o) => o.code === code);
  if (option && isQuick(option) && untouched && desk.situation === 'wrap_up') finish(desk, draft, form);
}

/** Adds a direction, or takes it away again. */
export function chooseDirection(draft: DraftRecord, code: string): void {
  const now = chosen(draft.view.values['directions']);
  draft.choose('directions', now.includes(code) ? now.filter((c) => c !== code) : [...now, code]);
}

/** Says whether the record's kind asks for directions; before it is known, they may be chosen too. */
export function needsDirections(form: FormDefinition, draft: DraftRecord): boolean {
  const when = field(form, 'directions')?.when;
  if (!when || chosen(draft.view.values['call_type']).length === 0) return true;
  return holds(form, when, draft.view.values);
}

/** Says whether this record may be finished now: not while its call lasts. */
export function mayFinish(desk: Desk, draft: DraftRecord): boolean {
  return draft !== desk.records.current || desk.situation === 'wrap_up';
}

/** Closes the record, or shows what is still asked for. */
export function finish(desk: Desk, draft: DraftRecord, form: FormDefinition): void {
  if (!mayFinish(desk, draft)) return desk.say('in_call');
  const asked = missing(form, draft.view.values);
  if (asked.length > 0) draft.saver.ask(asked);
  else draft.saver.close();
}

/** Leaves the record unfinished: out of the wrap-up, or back from an old one. */
export function later(desk: Desk, draft: DraftRecord): void {
  draft.saver.flush();
  if (draft === desk.records.current) desk.finishLater(draft.call);
  else desk.records.leave();
}
