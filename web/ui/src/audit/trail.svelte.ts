// The pages of the trail as they were turned, and what the last verification found.
import { ApiError } from '../api';
import * as api from './api';

export class Trail {
  filter = $state<api.Filter>({ actor: '', action: '', object: '', from: 0, until: 0 });
  page = $state.raw<api.Page | null>(null);
  report = $state.raw<api.Report | null>(null);
  /** Words that were asked for, by entry. */
  words = $state<Record<number, string>>({});
  problem = $state('');
  busy = $state(false);
  /** Where each page before this one began. */
  #turned: number[] = [];
  #at = 0;

  constructor(private readonly over: () => void) {}

  get first(): boolean {
    return this.#at === 0;
  }

  load(): Promise<void> {
    this.#turned = [];
    return this.#show(0);
  }

  older(): Promise<void> {
    this.#turned.push(this.#at);
    return this.#show(this.page?.before ?? 0);
  }

  newer(): Promise<void> {
    return this.#show(this.#turned.pop() ?? 0);
  }

  verify(): Promise<void> {
    return this.#try(async () => {
      this.report = null;
      this.report = await api.verify();
    });
  }

  read(n: number): Promise<void> {
    return this.#try(async () => {
      this.words[n] = await api.words(n);
    });
  }

  #show(before: number): Promise<void> {
    return this.#try(async () => {
      this.page = await api.list(this.filter, before);
      this.#at = before;
    });
  }

  async #try(what: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.problem = '';
    try {
      await what();
    } catch (error) {
      this.problem = error instanceof ApiError ? error.code : 'away';
      if (this.problem === 'signed_out') this.over();
    } finally {
      this.busy = false;
    }
  }
}
