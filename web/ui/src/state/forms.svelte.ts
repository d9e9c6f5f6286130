// The versions of the form that are needed here. A record is shown with the one it was begun with, for ever.
import { SvelteMap } from 'svelte/reactivity';
import * as api from '../api';
import type { Contact } from '../socket/protocol';
import type { FormDefinition } from './form';

const againMs = 2000;

export class Forms {
  /** The version that new contacts begin with. */
  #newest = $state('');
  #known = new SvelteMap<string, FormDefinition>();
  #loading = new Set<string>();

  /** New contacts begin with this version. */
  begin(version: string): void {
    this.#newest = version;
    this.need(version);
  }

  /** The form of a record, or the one it will have; null while it is on its way. */
  of(contact: Pick<Contact, 'form'> | null): FormDefinition | null {
    return this.#known.get(contact?.form ?? this.#newest) ?? null;
  }

  /** Has a version loaded, once. */
  need(version: string): void {
    if (this.#known.has(version) || this.#loading.has(version)) return;
    this.#loading.add(version);
    void this.#load(version);
  }

  async #load(version: string): Promise<void> {
    try {
      this.#known.set(version, await api.form(version));
    } catch {
      setTimeout(() => void this.#load(version), againMs);
    }
  }
}
