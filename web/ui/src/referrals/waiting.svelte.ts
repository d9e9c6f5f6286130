// What waits for an agency's answer: the list, and how much of it is overdue. One for the whole page.
import * as api from './api';

const everyMs = 5 * 60_000;

class Waiting {
  /** Null until it is known. */
  all = $state.raw<api.Waiting | null>(null);
  /** It could not be asked for just now; what is shown is from before. */
  stale = $state(false);
  readonly overdue = $derived(this.all?.overdue ?? 0);

  async load(): Promise<void> {
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
      this.all = null;
    };
  }
}

export const waiting = new Waiting();
