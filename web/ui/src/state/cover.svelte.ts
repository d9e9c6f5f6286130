// The screen's cover, before the service's own word of it has come: it was loaded so, or the person asked for it.
import * as api from '../api';
import type { View } from '../socket/protocol';

const againMs = 3000;

export class Cover {
  #by = $state<'none' | 'loaded' | 'asked'>('none');

  constructor(
    /** The session was locked when the page was loaded. */
    loaded: boolean,
  ) {
    this.#by = loaded ? 'loaded' : 'none';
  }

  get on(): boolean {
    return this.#by !== 'none';
  }

  /** Covers the screen at once, and all of this session as soon as the service hears of it, unless it is over. */
  async lock(over: () => boolean): Promise<void> {
    this.#by = 'asked';
    while (this.#by === 'asked' && !over()) {
      const told = await api.lock().then(() => true, () => false);
      if (told) return;
      await new Promise((done) => setTimeout(done, againMs));
    }
  }

  lift(): void {
    this.#by = 'none';
  }

  /** From the first view on, or from one that is covered, the view tells. */
  follow(view: View): void {
    if (this.#by === 'loaded' || view.me.locked) this.#by = 'none';
  }
}
