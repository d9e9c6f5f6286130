// What waits: for an agency's answer and how much of that is overdue, and what contacts left to be done. One for the whole page.
import { clock } from '../state/clock.svelte';
import { left, type Left } from '../tasks/api';
import * as api from './api';

const everyMs = 5 * 60_000;

class Waiting {
  /** Null until it is known. */
  all = $state.raw<api.Waiting | null>(null);
  /** It could not be asked for just now; what is shown is from before. */
  stale = $state(false);
  /** What is left to be done; null until it is known. */
  left = $state.raw<Left | null>(null);
  readonly overdue = $derived(this.all?.overdue ?? 0);
  /** How much is to be done now, of either. */
  readonly due = $derived(this.overdue + (this.left?.cases.length ?? 0) + (this.left?.tasks ?? []).filter((task) => task.due <= clock.now).length);

  async load(): Promise<void> {
    await Promise.all([this.#referrals(), this.#tasks()]);
  }

  async #tasks(): Promise<void> {
    this.left = await left().catch(() => this.left);
  }

  async #referrals(): Promise<void> {
    try {
      this.all = await api.waiting();
      this.stale = false;
    } catch {
      this.stale = true;
    }
  }

  /** Looks now and every few minutes, until what it gives is called. */
  watch(): () => void {
    void this.load();
    const timer = setInterval(() => void this.load(), everyMs);
    return () => {
      clearInterval(timer);
      this.all = this.left = null;
    };
  }
}

export const waiting = new Waiting();
