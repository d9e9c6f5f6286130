// A field's value in words: for a folded item, for what somebody else wrote, for what may only be read.
import { label, t } from '../i18n';
import type { Json } from '../socket/protocol';
import { agencies } from '../state/agencies.svelte';
import { colleagues } from '../state/colleagues.svelte';
import { answersOf, chosen, optionsOf, type Field, type FormDefinition } from '../state/form';
import { empty, itemsOf, type Item } from '../state/rules';
import { writeMoment } from './dates';
import { wholeName } from './find';

/** The value in words; nothing if there is none. */
export function say(form: FormDefinition, f: Field, value: Json | undefined): string {
  if (empty(value) || value === undefined) return '';
  switch (f.type) {
    case 'bool':
      return t(value ? 'form.yes' : 'form.no');
    case 'tree':
      return wholeName(optionsOf(form, f), chosen(value).at(-1) ?? '');
    case 'checklist':
      return sayAnswers(form, f, value);
    case 'date':
    case 'datetime':
      return typeof value === 'string' ? names(form, f, value) : sayMoment(value);
    case 'group':
      return itemsOf(value).map((item) => sayItem(form, f, item)).join(' / ');
    case 'text':
      return String(value);
    case 'ref':
      return sayRef(f, String(value));
    default:
      return typeof value === 'number' ? String(value) : names(form, f, value);
  }
}

function sayRef(f: Field, id: string): string {
  if (f.ref === 'person') return colleagues.name(id);
  return f.ref === 'directory' ? agencies.name(id) : id;
}

/** An item of a group in a few words. */
export function sayItem(form: FormDefinition, group: Field, item: Item): string {
  const said = (group.fields ?? []).map((part) => say(form, part, item[part.key]));
  return said.filter((words) => words !== '').join(' · ');
}

function names(form: FormDefinition, f: Field, value: Json): string {
  return chosen(value).map((code) => wholeName(optionsOf(form, f), code)).join(', ');
}

function sayAnswers(form: FormDefinition, f: Field, value: Json): string {
  const given = value as Record<string, string>;
  const name = (options: ReturnType<typeof optionsOf>, code: string) =>
    label(options.find((o) => o.code === code)?.label, code);
  return Object.keys(given).map((q) => `${name(optionsOf(form, f), q)}: ${name(answersOf(form, f), given[q] ?? '')}`).join(', ');
}

function sayMoment(value: Json): string {
  const { at, approx, ongoing } = value as { at?: string; approx?: boolean; ongoing?: boolean };
  const words = [approx ? t('form.approx') : '', at ? writeMoment(at) : '', ongoing ? t('form.ongoing') : ''];
  return words.filter((w) => w !== '').join(' ');
}
