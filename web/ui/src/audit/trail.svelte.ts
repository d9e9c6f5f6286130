// The pages of the trail as they were turned, and what the last verification found.
import { Deeds } from '../state/deeds.svelte';
import * as api from './api';

export class Trail extends Deeds {
  filter = $state<api.Filter>({ actor: '', action: '', object: '', from: 0, until: 0 });
  page = $state.raw<api.Page | null>(null);
  report = $state.raw<api.Report | null>(null);
  /** Words that were asked for, by entry. */
  words = $state<Record<number, string>>({});
  /** Where each page before this one began. */
  #turned: number[] = [];
  #at = 0;

  get first(): boolean {
    return this.#at === 0;
  }

  load(): Promise<boolean> {
    this.#turned = [];
    return this.#show(0);
  }

  older(): Promise<boolean> {
    this.#turned.push(this.#at);
    return this.#show(this.page?.before ?? 0);
  }

  newer(): Promise<boolean> {
    return this.#show(this.#turned.pop() ?? 0);
  }

  verify(): Promise<boolean> {
    return this.do(async () => {
      this.report = null;
      this.report = await api.verify();
    });
  }

  read(n: number): Promise<boolean> {
    return this.do(async () => {
      this.words[n] = await api.words(n);
    });
  }

  #show(before: number): Promise<boolean> {
    return this.do(async () => {
      this.page = await api.list(this.filter, before);
      this.#at = before;
    });
  }
}
