// What a person chose for this computer: the language, the theme, whether single letters act, and which.
import type { Lang } from '../i18n';
import { keep, kept } from './browser';
import { changes, readKeymap, type Act, type Keymap } from './keymap';

export type Theme = 'system' | 'light' | 'dark';

class Prefs {
  #lang = $state<Lang | null>(read('lang', ['sq', 'en']));
  #personal = $state<Lang | null>(null);
  #theme = $state<Theme>(read('theme', ['system', 'light', 'dark']) ?? 'system');
  #keymap = $state.raw(readKeymap(kept('keys')));
  #letters = $state(read('letters', ['on', 'off']) !== 'off');

  /** The language: chosen here, else the person's own, else Albanian. */
  get lang(): Lang {
    return this.#lang ?? this.#personal ?? 'sq';
  }
  set lang(lang: Lang) {
    this.#lang = lang;
    keep('lang', lang);
  }

  /** The language of the signed-in person's profile. */
  set personal(lang: string) {
    this.#personal = lang === 'sq' || lang === 'en' ? lang : null;
  }

  get theme(): Theme {
    return this.#theme;
  }
  set theme(theme: Theme) {
    this.#theme = theme;
    keep('theme', theme);
  }

  /** Single letters and digits act as keys. */
  get letters(): boolean {
    return this.#letters;
  }
  set letters(on: boolean) {
    this.#letters = on;
    keep('letters', on ? 'on' : 'off');
  }

  /** Which key does what. */
  get keymap(): Keymap {
    return this.#keymap;
  }
  set keymap(map: Keymap) {
    this.#keymap = map;
    keep('keys', JSON.stringify(changes(map)));
  }

  /** The key of an act, as it is written on the keyboard. */
  key(act: Act): string {
    return this.#keymap[act].toUpperCase();
  }

  /** Writes language and theme on the page itself. */
  apply(root: HTMLElement): void {
    root.lang = this.lang;
    if (this.#theme === 'system') delete root.dataset.theme;
    else root.dataset.theme = this.#theme;
  }
}

function read<T extends string>(name: string, allowed: readonly T[]): T | null {
  const value = kept(name);
  return allowed.find((a) => a === value) ?? null;
}

export const prefs = new Prefs();
