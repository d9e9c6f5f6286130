// The screens' words: t('key', {…}) in the language the person chose. Reading it in a component
// follows a change of the language.
import { prefs } from '../state/prefs.svelte';
import type { Label } from '../state/form';
import { en } from './en';
import { sq } from './sq';
import type { Given, Key, Text, Words } from './words';

export type Lang = 'sq' | 'en';
export type { Key, PlainKey } from './words';

/** The languages, each by its own name. */
export const languages: Record<Lang, string> = { sq: 'Shqip', en: 'English' };

const words: Record<Lang, Words> = { sq, en };
const plurals: Record<Lang, Intl.PluralRules> = {
  sq: new Intl.PluralRules('sq'),
  en: new Intl.PluralRules('en'),
};

/** The text of a key, filled in, in the present language. */
export function t<K extends Key>(key: K, ...given: Given<K>): string {
  return translate(prefs.lang, key, given[0] ?? {});
}

/**
 * The text of a code, for instance reason.meal; an unknown code is shown as it is, but for what went wrong: that is always said in
 * a sentence, the page's own, or the one that every page has.
 */
export function tCode(group: string, code: string): string {
  const keys = group.endsWith('problem') ? [`${group}.${code}`, `failure.${code}`, 'failure.other'] : [`${group}.${code}`];
  const key = keys.find((k) => k in sq);
  return key ? translate(prefs.lang, key as Key, {}) : code;
}

/** A label of the form or of a line in the present language. */
export function label(text: Label | undefined, code: string): string {
  return text?.[prefs.lang] ?? text?.['sq'] ?? code;
}

/** What may be chosen, with its words in the present language. */
export function named(options: { code: string; label?: Label | undefined }[]): { code: string; words: string }[] {
  return options.map((o) => ({ code: o.code, words: label(o.label, o.code) }));
}

/** The text of a key in a given language. */
export function translate(lang: Lang, key: Key, given: Record<string, string | number>): string {
  return fill(choose(lang, words[lang][key], given['n']), given);
}

function choose(lang: Lang, text: Text, n: string | number | undefined): string {
  if (typeof text === 'string') return text;
  return plurals[lang].select(Number(n ?? 0)) === 'one' ? text.one : text.other;
}

function fill(text: string, given: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(given[name] ?? whole));
}
