// What was looked for, what was found, and the contact that is open. It lives as long as the page, and is kept nowhere.
import { ApiError, codeOf } from '../api';
import type { Reason } from '../reveal/api';
import { Forms } from '../state/forms.svelte';
import * as api from './api';
import { midnight, searchable } from './terms';

const daysBack = 30;

export class Search {
  terms = $state<api.Terms>({ text: '', number: '', kind: '', from: midnight(Date.now(), -daysBack), before: 0 });
  /** Null until something was looked for. */
  found = $state.raw<api.Answer | null>(null);
  opened = $state.raw<api.Opened | null>(null);
  /** What for one looked last. */
  why = $state.raw<Reason | undefined>();
  problem = $state('');
  busy = $state(false);
  readonly forms = new Forms();
  #asked: api.Terms | null = null;

  constructor(private readonly over: () => void) {
    this.forms.begin('');
  }

  /** Whether it can be looked for; if not, `problem` says why. */
  get ready(): boolean {
    this.problem = searchable(this.terms, Date.now()) ? '' : 'bad_search';
    return this.problem === '';
  }

  /** Looks, for a purpose. What is wrong is thrown to who asked for it. */
  async look(why: Reason): Promise<void> {
    const terms = { ...this.terms };
    this.#take(await this.#guarded(api.search(terms, why)), []);
    this.#asked = terms;
    this.why = why;
  }

  /** Looks on where the answer left off, for the purpose that was said. */
  async lookOn(): Promise<void> {
    const { found, why } = this;
    if (!found?.more || !why || !this.#asked) return;
    this.busy = true;
    this.problem = '';
    try {
      const next = await this.#guarded(api.search(this.#asked, why, found.more));
      this.#take({ ...next, seen: found.seen + next.seen }, found.contacts);
    } catch (error) {
      this.problem = codeOf(error);
    } finally {
      this.busy = false;
    }
  }

  async open(contact: string, why: Reason): Promise<void> {
    this.opened = await this.#guarded(api.open(contact, why));
    this.why = why;
  }

  /** Holds the open contact from the retention rules, or gives it back to them. */
  async hold(held: boolean, why: Reason): Promise<void> {
    const { opened } = this;
    if (!opened) return;
    await this.#guarded(api.hold(opened.id, held, why));
    this.opened = { ...opened, held };
    this.why = why;
  }

  #take(answer: api.Answer, before: api.Found[]): void {
    for (const contact of answer.contacts) this.forms.need(contact.form);
    this.found = { ...answer, contacts: [...before, ...answer.contacts] };
  }

  async #guarded<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      if (error instanceof ApiError && error.code === 'signed_out') this.over();
      throw error;
    }
  }
}
