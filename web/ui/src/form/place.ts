// Where a question of the form has its answer: a field of the record, or a part of one item of a group. A group is
// saved as one value, so setting a part sets the group.
import { createContext } from 'svelte';
import type { ContextView, Json, Role } from '../socket/protocol';
import { answersOf, optionsOf, type Field, type FormDefinition, type Option, type Problem } from '../state/form';
import type { DraftRecord } from '../state/record.svelte';
import { empty, itemsOf, required, shown, type Item, type Scope } from '../state/rules';

/** What every part of the form's page needs. */
export interface Sheet {
  readonly form: FormDefinition;
  readonly draft: DraftRecord;
  readonly role: Role;
  /** The caller's open cases, where a caller is at hand. */
  readonly cases?: ContextView['cases'];
}

const [useSheet, giveSheet] = createContext<Sheet>();
export { giveSheet, useSheet };

/** One question, with its answer as it is now. */
export interface Place {
  readonly field: Field;
  /** Its name on the page; no two have the same. */
  readonly name: string;
  readonly value: Json | undefined;
  readonly shown: boolean;
  readonly required: boolean;
  readonly problem: Problem | undefined;
  /** Only to be read: another role decides it. */
  readonly fixed: boolean;
  /** Words are saved after a pause in the typing, choices at once. */
  set(value: Json, typed?: boolean): void;
}

export function placeName(p: { field: string; item?: string | undefined; part?: string | undefined }): string {
  return [p.field, p.item, p.part].filter((word) => word !== undefined).join('.');
}

/** A field of the record. */
export function fieldPlace(sheet: Sheet, f: Field): Place {
  const scope = (): Scope => ({ form: sheet.form, values: sheet.draft.view.values });
  return {
    field: f,
    name: f.key,
    get value() {
      return sheet.draft.view.values[f.key];
    },
    get shown() {
      return shown(scope(), f) && maySee(f, sheet.role) && !(f.auto && sheet.draft.call);
    },
    get required() {
      return required(scope(), f);
    },
    get problem() {
      return sheet.draft.view.problems.find((p) => p.field === f.key && p.part === undefined);
    },
    get fixed() {
      // Whose an entered contact is was decided when it was begun.
      return !listed(f.roles?.change, sheet.role) || (f.key === 'taken_by' && f.auto === true);
    },
    set: (value, typed) => put(sheet.draft, f.key, value, typed),
  };
}

/** A part of a group's item. */
export function partPlace(sheet: Sheet, group: Field, id: string, part: Field): Place {
  const items = () => itemsOf(sheet.draft.view.values[group.key]);
  const scope = (): Scope => {
    const item = items().find((i) => i.id === id) ?? { id };
    return { form: sheet.form, values: sheet.draft.view.values, group, item };
  };
  return {
    field: part,
    name: placeName({ field: group.key, item: id, part: part.key }),
    get value() {
      return scope().item?.[part.key];
    },
    get shown() {
      return shown(scope(), part);
    },
    get required() {
      return required(scope(), part);
    },
    get problem() {
      return sheet.draft.view.problems.find((p) => p.field === group.key && p.item === id && p.part === part.key);
    },
    fixed: false,
    set: (value, typed) => put(sheet.draft, group.key, withPart(items(), id, part.key, value), typed),
  };
}

/** The items with one part of one of them changed. What is empty is left out; an item that is not there is added. */
export function withPart(items: Item[], id: string, part: string, value: Json): Item[] {
  const change = (item: Item): Item => {
    const { [part]: _, ...rest } = item;
    return empty(value) ? ({ ...rest, id } as Item) : { ...item, [part]: value };
  };
  return items.some((i) => i.id === id) ? items.map((i) => (i.id === id ? change(i) : i)) : [...items, change({ id })];
}

function put(draft: DraftRecord, key: string, value: Json, typed = false): void {
  if (typed) draft.type(key, value);
  else draft.choose(key, value);
}

/** A contact on one's desk is one's own. */
function listed(roles: string[] | undefined, role: Role): boolean {
  return !roles?.length || roles.includes('owner') || roles.includes(role);
}

function maySee(f: Field, role: Role): boolean {
  return listed(f.roles?.see, role);
}

const unknownCode = 'unknown';

/** The value that says that a field's answer is not known; undefined if it has none. */
export function unknownOf(form: FormDefinition, f: Field): Json | undefined {
  const options = f.type === 'checklist' ? answersOf(form, f) : optionsOf(form, f);
  if (!options.some((o) => o.code === unknownCode)) return undefined;
  if (f.type === 'checklist') return Object.fromEntries(optionsOf(form, f).map((o) => [o.code, unknownCode]));
  return f.type === 'multi' || f.type === 'ranked' || f.type === 'tree' ? [unknownCode] : unknownCode;
}

/** Adds a code to several, or takes it away. Not to know, and to know, exclude each other. */
export function toggled(codes: string[], code: string): string[] {
  if (codes.includes(code)) return codes.filter((c) => c !== code);
  return code === unknownCode ? [code] : [...codes.filter((c) => c !== unknownCode), code];
}

/** As many choices as are shown as chips; more are searched. */
export const fewChoices = 6;

/** Says whether options are shown all at once. */
export function isFew(f: Field, options: Option[]): boolean {
  return !f.search && options.length <= fewChoices;
}
