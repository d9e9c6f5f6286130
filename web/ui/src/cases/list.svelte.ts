// The cases that are listed, and by what. It lives as long as the page, and is kept nowhere.
import { codeOf } from '../api';
import type { Reason } from '../reveal/api';
import { Forms } from '../state/forms.svelte';
import * as api from './api';
import { sheet } from './say';

const nothing: api.Terms = { code: '', status: 'active', owner: '', place: '', category: '', number: '', text: '', from: 0, before: 0, due: false };

export class CaseList {
  terms = $state<api.Terms>({ ...nothing });
  /** Null until it is known. */
  found = $state.raw<api.List | null>(null);
  owners = $state.raw<api.Owner[]>([]);
  problem = $state('');
  busy = $state(false);
  #forms = new Forms();
  #why: Partial<Reason> = {};

  constructor(private readonly over: () => void) {
    this.#forms.need(sheet);
  }

  readonly form = $derived(this.#forms.of({ form: sheet }));

  /** Lists what the terms say; words are looked for with a purpose, and what is wrong with it is thrown to who asked for it. */
  async look(why: Partial<Reason> = {}): Promise<void> {
    this.#why = why;
    await this.#try(async () => void (this.found = await api.list($state.snapshot(this.terms), 0, why)), why.purpose !== undefined);
  }

  async more(): Promise<void> {
    const before = this.found;
    if (!before?.next) return;
    await this.#try(async () => {
      const list = await api.list($state.snapshot(this.terms), before.next, this.#why);
      const fresh = list.cases.filter((c) => !before.cases.some((b) => b.id === c.id)); // one may have moved down meanwhile
      this.found = { ...list, cases: [...before.cases, ...fresh] };
    });
  }

  /** Those whom one may give cases to; nobody if that cannot be told just now. */
  async askOwners(): Promise<void> {
    this.owners = await api.owners().catch(() => []);
  }

  clear(): Promise<void> {
    this.terms = { ...nothing };
    return this.look();
  }

  async #try(what: () => Promise<void>, thrown = false): Promise<void> {
    this.busy = true;
    this.problem = '';
    try {
      await what();
    } catch (error) {
      const code = codeOf(error);
      if (code === 'signed_out') this.over();
      if (thrown) throw error;
      this.problem = code;
    } finally {
      this.busy = false;
    }
  }
}
