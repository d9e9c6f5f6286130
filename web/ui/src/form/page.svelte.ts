// Where a counsellor is in a record: the open stage, what is folded, and where the focus is to go. It lives as long as
// the record on the page, so that looking at the board and coming back loses nothing.
import { SvelteMap } from 'svelte/reactivity';
import type { FormDefinition, Problem, Stage } from '../state/form';
import { field, sectionsOf } from '../state/form';

/** Where the focus is to go; `n` tells one wish from the next. */
export interface Goal extends Pick<Problem, 'field' | 'item' | 'part'> {
  n: number;
}

/** The field that says what kind of contact it is: its stage stands on top of the others. */
export const kindField = 'call_type';

export class FormPage {
  /** The open stage's key; empty is the first one. */
  stage = $state('');
  goal = $state.raw<Goal | null>(null);
  /** The kinds without a key of their own are shown too. */
  allKinds = $state(false);
  #folds = new SvelteMap<string, boolean>();
  #wishes = 0;

  /** Leads to a field: opens its stage and section, and gives it the focus. */
  goTo(form: FormDefinition, to: Pick<Problem, 'field' | 'item' | 'part'>): void {
    const group = field(form, to.field)?.with;
    const stage = form.stages.find((s) => keysOf(s).includes(to.field));
    const section = stage && sectionsOf(stage).find((s) => s.fields.includes(to.field));
    if (stage && !isTop(stage)) this.stage = stage.key;
    if (section) this.fold(section.key, false);
    if (to.item) this.fold(`${group ?? to.field}.${to.item}`, false);
    this.goal = { field: to.field, item: to.item, part: to.part, n: ++this.#wishes };
  }

  /** Opens the stage so many steps away. */
  step(form: FormDefinition, by: number): void {
    const keys = form.stages.filter((s) => !isTop(s)).map((s) => s.key);
    const at = Math.max(0, keys.indexOf(this.stage));
    this.stage = keys[Math.min(keys.length - 1, Math.max(0, at + by))] ?? '';
  }

  folded(key: string, at_first: boolean): boolean {
    return this.#folds.get(key) ?? at_first;
  }

  fold(key: string, folded: boolean): void {
    this.#folds.set(key, folded);
  }
}

export function keysOf(stage: Stage): string[] {
  return sectionsOf(stage).flatMap((s) => s.fields);
}

/** Says whether a stage stands on top of the others instead of among them. */
export function isTop(stage: Stage): boolean {
  return keysOf(stage).includes(kindField);
}
