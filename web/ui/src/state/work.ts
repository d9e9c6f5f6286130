// What the hands do to a record. The same few acts serve the mouse and the keys.
import type { Json } from '../socket/protocol';
import { chosen, field, isQuick, isStaged, type FormDefinition, type Problem } from './form';
import { empty, holds, missing } from './rules';
import type { Desk } from './desk.svelte';
import type { DraftRecord } from './record.svelte';

/** Sets the kind of contact. After the call, a quick kind on an untouched record closes it at once. */
export function chooseType(desk: Desk, draft: DraftRecord, form: FormDefinition, code: string): void {
  const untouched = Object.values(draft.view.values).every(empty);
  draft.page.allKinds = false;
  draft.choose('call_type', code);
  const option = field(form, 'call_type')?.options?.find((o) => o.code === code);
  if (option && isQuick(option) && untouched && desk.situation === 'wrap_up') finish(desk, draft, form);
}

/** Adds a direction, or takes it away again. */
export function chooseDirection(draft: DraftRecord, code: string): void {
  const now = chosen(draft.view.values['directions']);
  draft.choose('directions', now.includes(code) ? now.filter((c) => c !== code) : [...now, code]);
}

/** Answers a question of the form, if it has it and nobody has answered it yet. */
export function answerIfOpen(form: FormDefinition | null, draft: DraftRecord | null, key: string, value: Json): void {
  if (form && draft && field(form, key) && empty(draft.view.values[key])) draft.choose(key, value);
}

/** Says whether the record's kind asks for directions; before it is known, they may be chosen too. */
export function needsDirections(form: FormDefinition, draft: DraftRecord): boolean {
  const when = field(form, 'directions')?.when;
  if (!when || chosen(draft.view.values['call_type']).length === 0) return true;
  return holds({ form, values: draft.view.values }, when);
}

/** Says whether this record may be finished now: not while its call lasts. */
export function mayFinish(desk: Desk, draft: DraftRecord): boolean {
  return draft !== desk.records.current || desk.situation === 'wrap_up';
}

/** Closes the record, or shows what is still asked for. A form in stages leads there, one after the other. */
export function finish(desk: Desk, draft: DraftRecord, form: FormDefinition): void {
  const next = isStaged(form) ? nextProblem(draft, form) : undefined;
  if (next) {
    if (mayFinish(desk, draft) && next.code === 'required') draft.saver.ask([next]);
    return draft.page.goTo(form, next);
  }
  if (!mayFinish(desk, draft)) return desk.say('in_call');
  const asked = missing(form, draft.view.values);
  if (asked.length > 0) draft.saver.ask(asked);
  else draft.saver.close();
}

/** What stands in the way first: a value the service did not take or somebody else changed, else what closing asks for. */
function nextProblem(draft: DraftRecord, form: FormDefinition): Problem | undefined {
  const refused = draft.view.problems.find((p) => draft.view.invalid.includes(p.field));
  const [other] = Object.keys(draft.view.conflicts);
  return refused ?? (other ? { field: other, code: 'conflict' } : missing(form, draft.view.values)[0]);
}

/** Goes to the search of the question the focus is in, or to the next one on the page. */
export function search(): boolean {
  const boxes = [...document.querySelectorAll<HTMLElement>('[data-testid=record] [data-search]')];
  const at = document.activeElement;
  const here = at?.closest('[data-place]')?.querySelector<HTMLElement>('[data-search]');
  const after = boxes.find((box) => at && at.compareDocumentPosition(box) & Node.DOCUMENT_POSITION_FOLLOWING);
  const found = here ?? after ?? boxes[0];
  found?.focus();
  return found !== undefined;
}

/** Leaves the record unfinished: out of the wrap-up, or back from an old one. */
export function later(desk: Desk, draft: DraftRecord): void {
  draft.saver.flush();
  if (draft === desk.records.current) desk.orders.finishLater(draft.call);
  else desk.records.leave();
}
