// Finds options by a few typed letters: by any word of their name, in any language, accents left out.
import type { Option } from '../state/form';
import { has, pathTo } from '../state/form';
import { label } from '../i18n';

/** Letters without accents and capitals: Gjirokastër → gjirokaster. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Those that fit what was typed, the best first; all in their own order if nothing was. Headings are never found. */
export function find(options: Option[], typed: string): Option[] {
  const choices = options.filter((o) => !has(o, 'heading'));
  const query = plain(typed.trim());
  if (query === '') return choices;
  const ranked = choices.map((option) => ({ option, rank: rank(option, options, query) }));
  return ranked.filter((r) => r.rank < none).sort((a, b) => a.rank - b.rank).map((r) => r.option);
}

const none = 5;

/** 0: it is a name; 1: a name begins with it; 2: a word does; 3: it is somewhere; 4: in what it belongs under. */
function rank(option: Option, options: Option[], query: string): number {
  const names = [...Object.values(option.label), ...(option.aliases ?? [])].map(plain);
  if (names.includes(query)) return 0;
  if (names.some((name) => name.startsWith(query))) return 1;
  if (names.some((name) => name.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(query)))) return 2;
  if (names.some((name) => name.includes(query))) return 3;
  const above = options.find((o) => o.code === option.in);
  return above && rank(above, options, query) < 3 ? 4 : none;
}

/** An option's name with what it belongs under: "Dhunë · Bullizëm". */
export function wholeName(options: Option[], code: string): string {
  const path = pathTo(options, code);
  if (path.length === 0) return code;
  return path.map((step) => label(options.find((o) => o.code === step)?.label, step)).join(' · ');
}
