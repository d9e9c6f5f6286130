// A list that many places of the page choose from: loaded once, when the first one asks, and again until it comes.
import { SvelteMap } from 'svelte/reactivity';

const againMs = 5000;

export class Lazy<T extends { id: string; name: string }> {
  #all = new SvelteMap<string, T>();
  #asked = false;

  constructor(private readonly load: () => Promise<T[]>) {}

  /** All of them, by name; none while they are on their way. */
  get all(): T[] {
    this.#need();
    return [...this.#all.values()].sort((a, b) => a.name.localeCompare(b.name));
  }

  /** The name of one; its id while it is not known. */
  name(id: string): string {
    this.#need();
    return this.#all.get(id)?.name ?? id;
  }

  #need(): void {
    if (this.#asked) return;
    this.#asked = true;
    void this.#fetch();
  }

  async #fetch(): Promise<void> {
    try {
      for (const item of await this.load()) this.#all.set(item.id, item);
    } catch {
      setTimeout(() => void this.#fetch(), againMs);
    }
  }
}
