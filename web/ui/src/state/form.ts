// The form as data: what the service sends, and the same rules it applies when a record is closed.
import type { Json } from '../socket/protocol';

/** A text by language. */
export type Label = Record<string, string>;

/** One choice of a field. The code is stored, the label shown. */
export interface Option {
  code: string;
  label: Label;
  flags?: string[];
}

/** Holds when a chosen option of `field` has `flag` or is one of `in`; without a field, always. */
export interface Condition {
  field?: string;
  flag?: string;
  in?: string[];
}

export interface Field {
  key: string;
  type: 'select' | 'multi' | 'text';
  label: Label;
  options?: Option[];
  max?: number;
  when?: Condition;
  required?: Condition;
}

/** One version of the form. */
export interface FormDefinition {
  version: string;
  fields: Field[];
}

export type Values = Record<string, Json>;

/** Finds a field by its key. */
export function field(form: FormDefinition, key: string): Field | undefined {
  return form.fields.find((f) => f.key === key);
}

/** The codes that a select or multi value holds. */
export function chosen(value: Json | undefined): string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value];
  if (Array.isArray(value)) return value.filter((v) => typeof v === 'string');
  return [];
}

/** Says whether a condition holds for these values. */
export function holds(form: FormDefinition, condition: Condition, values: Values): boolean {
  if (!condition.field) return true;
  const options = field(form, condition.field)?.options ?? [];
  return chosen(values[condition.field]).some(
    (code) =>
      condition.in?.includes(code) ||
      (condition.flag && options.find((o) => o.code === code)?.flags?.includes(condition.flag)),
  );
}

/** The fields that must still be filled before the record may be closed. */
export function missing(form: FormDefinition, values: Values): string[] {
  return form.fields
    .filter((f) => f.required && holds(form, f.required, values))
    .filter((f) => chosen(values[f.key]).length === 0)
    .map((f) => f.key);
}

/** Says whether a call type is one that needs nothing else. */
export function isQuick(option: Option): boolean {
  return option.flags?.includes('quick') ?? false;
}
