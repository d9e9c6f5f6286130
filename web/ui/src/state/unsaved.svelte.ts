// What is being written beside the records of the desk: a new version does not load it away, and what was half written is there again
// when one comes back to it. It lives in the memory of this page, and goes with the session.
import { SvelteMap } from 'svelte/reactivity';

class Unsaved {
  /** Half-written words, by what they are about. */
  readonly words = new SvelteMap<string, string>();
  #asked = new SvelteMap<string, () => boolean>();

  /** True while anything here is not known to be saved. */
  get any(): boolean {
    return [...this.words.values()].some((words) => words.trim() !== '') || [...this.#asked.values()].some((holds) => holds());
  }

  /** Asks there, too, from now on: also after its page is gone, for what is still on its way. */
  ask(about: string, holds: () => boolean): void {
    this.#asked.set(about, holds);
  }

  /** Nothing of one person is left for the next. */
  clear(): void {
    this.words.clear();
    this.#asked.clear();
  }

  /** Has the browser ask before the page goes. */
  guard = (event: BeforeUnloadEvent): void => {
    if (this.any) event.preventDefault();
  };
}

export const unsaved = new Unsaved();
