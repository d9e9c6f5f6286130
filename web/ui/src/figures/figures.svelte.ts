// The figures as the page knows them, of the period that is chosen.
import { Deeds } from '../state/deeds.svelte';
import { field, optionsOf, type Option } from '../state/form';
import { Forms } from '../state/forms.svelte';
import * as api from './api';

export class Figures extends Deeds {
  /** Null until they are known. */
  told = $state.raw<api.Figures | null>(null);
  year = $state(String(new Date().getFullYear()));
  /** Q1 … Q4, 01 … 12; empty is the whole year. */
  part = $state('');
  readonly #forms = new Forms();

  constructor(over: () => void) {
    super(over);
    this.#forms.begin('');
  }

  readonly period = $derived(this.part ? `${this.year}-${this.part}` : this.year);
  readonly kinds = $derived(this.#options('call_type'));
  readonly channels = $derived(this.#options('channel'));

  load(): Promise<boolean> {
    const period = this.period;
    return this.do(async () => {
      const told = await api.figures(period);
      if (period === this.period) this.told = told;
    });
  }

  #options(key: string): Option[] {
    const form = this.#forms.of(null);
    const f = form && field(form, key);
    return form && f ? optionsOf(form, f) : [];
  }
}
