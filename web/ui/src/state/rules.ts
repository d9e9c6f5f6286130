// The rules of the form, as the service applies them when a record is closed: what is shown, and what is still asked
// for. agent/form/testdata/closing.json holds both to the same answers.
import type { Json } from '../socket/protocol';
import {
  answersOf,
  chosen,
  field,
  has,
  optionsOf,
  type Condition,
  type Field,
  type FormDefinition,
  type Problem,
  type Section,
  type Values,
} from './form';

/** An item of a group: its id, and a value for some of the group's fields. */
export type Item = { id: string; [part: string]: Json };

/** Where a condition is asked: a record and, within a group, one of its items. */
export interface Scope {
  form: FormDefinition;
  values: Values;
  group?: Field;
  item?: Item;
}

/** Says whether a value says nothing: none, only white space, nothing but an item's id, or a list of these. */
export function empty(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return value.trim() === '';
  if (Array.isArray(value)) return value.every(empty);
  if (typeof value === 'object') return Object.entries(value).every(([key, v]) => key === 'id' || empty(v));
  return false;
}

/** The items of a group's value. */
export function itemsOf(value: Json | undefined): Item[] {
  if (!Array.isArray(value)) return [];
  return value.filter((v): v is Item => typeof v === 'object' && v !== null && !Array.isArray(v) && typeof v['id'] === 'string');
}

/** Says whether a condition holds here; an absent one always does. */
export function holds(s: Scope, c: Condition | undefined): boolean {
  if (!c) return true;
  if (c.any?.length) return c.any.some((one) => holds(s, one));
  if (c.all?.length) return c.all.every((one) => holds(s, one));
  if (c.not) return !holds(s, c.not);
  if (!c.field) return true;
  return places(s, c.field).some(([f, value]) => matches(s.form, f, value, c));
}

/** Says whether a field is on the screen: its section's condition and its own hold. */
export function shown(s: Scope, f: Field): boolean {
  if (!s.group && !holds(s, sectionOf(s.form, f.key)?.when)) return false;
  return holds(s, f.when);
}

/** What stands in the way of closing a record, in the form's order: fields that must be filled and are not. */
export function missing(form: FormDefinition, values: Values): Problem[] {
  const s = { form, values };
  return form.fields.filter((f) => shown(s, f)).flatMap((f) => missingIn(s, f));
}

/** Says whether closing asks for a field here. */
export function required(s: Scope, f: Field): boolean {
  return f.required !== undefined && shown(s, f) && holds(s, f.required);
}

function missingIn(s: Scope, f: Field): Problem[] {
  const value = s.values[f.key];
  if (empty(value)) return f.required && holds(s, f.required) ? [{ field: f.key, code: 'required' }] : [];
  if (f.type !== 'group') return [];
  return itemsOf(value).flatMap((item) =>
    (f.fields ?? [])
      .filter((part) => empty(item[part.key]) && required({ ...s, group: f, item }, part))
      .map((part) => ({ field: f.key, item: item.id, part: part.key, code: 'required' })),
  );
}

function sectionOf(form: FormDefinition, key: string): Section | undefined {
  for (const stage of form.stages) {
    const found = stage.sections?.find((section) => section.fields.includes(key));
    if (found) return found;
  }
  return undefined;
}

/** The fields a condition names, with the values they have: in the same item, in the record, or in every item. */
function places(s: Scope, name: string): [Field, Json | undefined][] {
  const own = s.group?.fields?.find((f) => f.key === name);
  if (own && s.item) return shown(s, own) ? [[own, counted(own, s.item[name])]] : [];
  const outer: Scope = { form: s.form, values: s.values };
  const [key = '', part] = name.split('.');
  const f = field(s.form, key);
  if (!f || !shown(outer, f)) return [];
  if (part === undefined) return [[f, counted(f, s.values[key])]];
  const inner = f.fields?.find((p) => p.key === part);
  if (!inner) return [];
  return itemsOf(s.values[key])
    .filter((item) => shown({ ...outer, group: f, item }, inner))
    .map((item) => [inner, counted(inner, item[part])]);
}

/** What a value counts as: an empty one as the field's default. */
function counted(f: Field, value: Json | undefined): Json | undefined {
  return f.default !== undefined && empty(value) ? f.default : value;
}

function matches(form: FormDefinition, f: Field, value: Json | undefined, c: Condition): boolean {
  const options = optionsOf(form, f);
  return chosenIn(form, f, value).some(
    (code) => c.in?.includes(code) || (c.flag !== undefined && has(options.find((o) => o.code === code), c.flag)),
  );
}

function chosenIn(form: FormDefinition, f: Field, value: Json | undefined): string[] {
  if (f.type === 'bool') return typeof value === 'boolean' ? [String(value)] : [];
  if (f.type !== 'checklist') return chosen(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const affirms = (answer: Json | undefined) => has(answersOf(form, f).find((o) => o.code === answer), 'affirms');
  return Object.keys(value).filter((question) => affirms(value[question]));
}
