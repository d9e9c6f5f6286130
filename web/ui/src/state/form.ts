// The form as data: what the service sends (agent/PROTOCOL.md, part 5). What its rules say of a record is in rules.ts.
import type { Json } from '../socket/protocol';

/** A text by language. */
export type Label = Record<string, string>;

/** One choice of a field. The code is stored, the label shown. */
export interface Option {
  code: string;
  label: Label;
  flags?: string[];
  /** The option it belongs under. */
  in?: string;
  /** Other names to find it by. */
  aliases?: string[];
  /** Its code in the standard that the list's source names, and the first and last version of the form that offers it: the service's matter. */
  std?: string;
  since?: string;
  until?: string;
}

/** Holds when what is chosen in `field` has `flag` or is one of `in`; or by others; without anything, always. */
export interface Condition {
  field?: string;
  flag?: string;
  in?: string[];
  any?: Condition[];
  all?: Condition[];
  not?: Condition;
}

export type FieldType =
  | 'select'
  | 'multi'
  | 'ranked'
  | 'tree'
  | 'checklist'
  | 'bool'
  | 'int'
  | 'text'
  | 'date'
  | 'datetime'
  | 'ref'
  | 'group';

export interface Field {
  key: string;
  type: FieldType;
  label: Label;
  hint?: Label;
  options?: Option[];
  list?: string;
  search?: boolean;
  ref?: 'case' | 'directory' | 'person';
  /** Of a group: what each item holds. */
  fields?: Field[];
  /** Of a group: the group whose items these words belong to, by id. */
  with?: string;
  min?: number;
  max?: number;
  approx?: boolean;
  ongoing?: boolean;
  default?: Json;
  pii?: boolean;
  /** The service fills it; people only for contacts entered afterwards. */
  auto?: boolean;
  roles?: { see?: string[]; change?: string[] };
  when?: Condition;
  required?: Condition;
}

/** A part of a stage, shown and hidden as a whole. */
export interface Section {
  key: string;
  label: Label;
  when?: Condition;
  fields: string[];
}

export interface Stage {
  key: string;
  label: Label;
  fields?: string[];
  sections?: Section[];
}

/** One version of the form. */
export interface FormDefinition {
  version: string;
  stages: Stage[];
  fields: Field[];
  lists?: Record<string, Option[]>;
}

export type Values = Record<string, Json>;

/** What is wrong with a record, at which field and, in a group, at which part of which item. */
export interface Problem {
  field: string;
  item?: string;
  part?: string;
  code: string;
}

/** Finds a field by its key. */
export function field(form: FormDefinition, key: string): Field | undefined {
  return form.fields.find((f) => f.key === key);
}

/** What a field may be; of a checklist, its questions. */
export function optionsOf(form: FormDefinition, f: Field): Option[] {
  if (f.options?.length || !f.list) return f.options ?? [];
  return form.lists?.[f.list] ?? [];
}

/** What the questions of a checklist may be answered. */
export function answersOf(form: FormDefinition, f: Field): Option[] {
  return form.lists?.[f.list ?? ''] ?? [];
}

export function has(option: Option | undefined, flag: string): boolean {
  return option?.flags?.includes(flag) ?? false;
}

/** The codes that a select, multi, ranked or tree value holds. */
export function chosen(value: Json | undefined): string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value];
  if (Array.isArray(value)) return value.filter((v) => typeof v === 'string');
  return [];
}

/** The codes from an option's root down to itself: the value of a tree. */
export function pathTo(options: Option[], code: string): string[] {
  const option = options.find((o) => o.code === code);
  if (!option) return [];
  return option.in && option.in !== code ? [...pathTo(options, option.in), code] : [code];
}

/** Says whether a call type is one that needs nothing else. */
export function isQuick(option: Option): boolean {
  return has(option, 'quick');
}

/** Says whether the form is worked on in stages of sections; the first version was not. */
export function isStaged(form: FormDefinition): boolean {
  return form.stages.some((stage) => stage.sections?.length);
}

/** The sections of a stage, in order; fields that stand before them are a section without a name. */
export function sectionsOf(stage: Stage): Section[] {
  const loose = stage.fields?.length ? [{ key: stage.key, label: {}, fields: stage.fields }] : [];
  return [...loose, ...(stage.sections ?? [])];
}
