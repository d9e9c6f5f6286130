// What is half written in a dialog: it outlives the dialog when a call takes its page away, and is there again when the same dialog is
// opened anew. Closed by the person, or saved, it is gone. Belongs to a component: it follows what is typed there.
import { unsaved } from './unsaved.svelte';

export class Half<T extends object> {
  /** What is typed now. */
  said: T;
  #kept: string;

  constructor(
    readonly about: string,
    begun: T,
  ) {
    const half = unsaved.words.get(about);
    this.#kept = $state(JSON.stringify(begun));
    this.said = $state(half ? (JSON.parse(half) as T) : begun);
    $effect(() => this.#follow());
  }

  #follow(): void {
    const now = JSON.stringify(this.said);
    if (now === this.#kept) unsaved.words.delete(this.about);
    else unsaved.words.set(this.about, now);
  }

  /** These words are kept elsewhere from now on, and no longer half written. */
  kept(words: T): void {
    this.#kept = JSON.stringify(words);
  }

  /** The person shut the dialog: nothing of it is wanted back. */
  drop(): void {
    unsaved.words.delete(this.about);
  }
}
