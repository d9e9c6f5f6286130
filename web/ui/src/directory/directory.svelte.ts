// The directory as the page knows it, and what became of the last thing that was done to it.
import { Deeds } from '../state/deeds.svelte';
import { Forms } from '../state/forms.svelte';
import type { Option } from '../state/form';
import * as api from './api';
import { match, type Look } from './match';

export class Directory extends Deeds {
  /** Null until it is known. */
  all = $state.raw<api.Directory | null>(null);
  look = $state<Look>({ words: '', kind: '', place: '' });
  readonly #forms = new Forms();

  constructor(over: () => void) {
    super(over);
    this.#forms.begin('');
  }

  readonly kinds = $derived<Option[]>([...this.#list('agencies'), ...(this.all?.kinds ?? [])]);
  readonly places = $derived<Option[]>(this.#list('places').filter((o) => o.code !== 'unknown'));
  readonly shown = $derived(match(this.all?.agencies ?? [], this.look, this.places, this.kinds));
  readonly mayChange = $derived(this.all?.may.includes('change') ?? false);

  /** A case may be referred to it. */
  takes(agency: api.Agency): boolean {
    return !this.all?.kinds?.some((k) => k.code === agency.kind);
  }

  #list(name: string): Option[] {
    return this.#forms.of(null)?.lists?.[name] ?? [];
  }

  load(): Promise<boolean> {
    return this.do(async () => {
      this.all = await api.list();
    });
  }

  save(agency: api.Agency): Promise<boolean> {
    return this.do(async () => {
      await api.save(agency);
      this.all = await api.list();
    });
  }

  /** Who wrote what of an entry; nobody if that cannot be told just now. */
  async versions(id: string): Promise<api.Versions> {
    return api.versions(id).catch(() => ({ versions: [], names: {} }));
  }
}
